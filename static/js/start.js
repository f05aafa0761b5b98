// The page where the code is typed by hand, or the ticket, which goes into the fragment and so to no server.
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.querySelector("input");
  const typed = field.value.replace(/[\s-]/g, "").toUpperCase();
  if (typed) location.assign(field.name === "ticket" ? `/j#${encodeURIComponent(typed)}` : `/${encodeURIComponent(typed)}`);
});
