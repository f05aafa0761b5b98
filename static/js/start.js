// The page where the code is typed by hand.
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = document.querySelector("input[name=code]").value.replace(/[\s-]/g, "");
  if (code) location.assign(`/${encodeURIComponent(code.toUpperCase())}`);
});
