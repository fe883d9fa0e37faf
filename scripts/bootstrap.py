"""Make `.venv` fit the lock files: `bootstrap.py runtime` or `bootstrap.py dev`.

Standard library only, because it runs before anything is installed. Every package comes from a lock
file with hashes. uv does the work where it can (seconds instead of minutes); pip is the fallback.
A stamp in the venv makes the second run cheap.
"""

from __future__ import annotations

import configparser
import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)

Command = list[str | Path]

# Run from a venv, this is the Python it was made from: a venv can't rebuild itself.
BASE: str = getattr(sys, "_base_executable", sys.executable)

# pip option -> what uv calls it. uv reads no pip.conf, so a machine that reaches packages only through a
# mirror would leave uv without one; what pip is told is handed on at run time.
HANDED_ON = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_EXTRA_INDEX_URL",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}
OWN_INDEX = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_CONFIG_FILE")
# They would send packages elsewhere than into the venv, or make it see foreign ones.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")


class SetupError(Exception):
    """Set-up can't go on; the message says what to do."""


class Venv:
    """One virtual environment and the ways to fill it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.python = path / "bin" / "python"

    def works(self) -> bool:
        """Tell whether it is there with a Python that is new enough, and can be filled."""
        probe = f"import sys; sys.exit(sys.version_info < {OLDEST})"
        runs = self.python.exists() and _quiet([self.python, "-c", probe]).returncode == 0
        return runs and bool(_uv_on_path() or self._pip())

    def make(self) -> None:
        """Create it, by whatever way this machine has: Debian's Python comes without ensurepip."""
        ways: list[Command] = [[BASE, "-m", "venv", "--clear", self.path]]
        if uv := _uv_on_path():
            ways.insert(0, [uv, "venv", "--quiet", "--clear", "--python", BASE, self.path])
        if _has("virtualenv"):
            ways.append([BASE, "-m", "virtualenv", "--clear", self.path])
        if _has("pip"):
            ways.append([BASE, "-m", "venv", "--clear", "--without-pip", self.path])
        said = []
        for way in ways:
            done = _quiet(way, self._environment())
            if done.returncode == 0 and self.works():
                return
            said.append((done.stdout + done.stderr).strip()[-500:])
        shutil.rmtree(self.path, ignore_errors=True)
        raise SetupError(
            f"{BASE} cannot make a virtual environment that can be filled.\n"
            + "".join(f"{words}\n" for words in said if words)
            + "Install what it lacks (Debian, Ubuntu: apt-get install python3-venv), or uv, and try again."
        )

    def install(self, locks: list[Path], own: Path | None, *own_options: str) -> None:
        """Install the lock files, then `own` (the checkout or a wheel) without looking for more."""
        files = [part for lock in locks for part in ("-r", lock)]
        for installer in self._installers():
            base = [*installer, "install", "--quiet"]
            if installer[1] == "pip":
                base += ["--python", self.python]
            if self._run([*base, "--require-hashes", *files]) and (
                own is None or self._run([*base, "--no-deps", *own_options, own])
            ):
                return
        raise SetupError("the packages could not be installed; the lines above say why")

    def check(self) -> str:
        """Return what the installed packages miss; empty when all fits."""
        pip = self._pip()
        command: Command = (
            [*pip, "check"] if pip else [self._uv() or "uv", "pip", "check", "--python", self.python]
        )
        done = _quiet(command, self._environment())
        return (done.stdout + done.stderr).strip() if done.returncode else ""

    def _installers(self) -> Iterator[Command]:
        # A generator, so that the second way is prepared only when the first has failed.
        if uv := self._uv():
            yield [uv, "pip"]
            _say("uv did not manage; trying pip, which takes some minutes")
        if pip := self._pip():
            yield pip

    def _uv(self) -> str | Path | None:
        if found := _uv_on_path():
            return found
        own = self.path / "bin" / "uv"
        if not own.exists() and (pip := self._pip()):
            self._run([*pip, "install", "--quiet", "--require-hashes", "-r", LOCKS / "uv.txt"])
        return own if own.exists() else None

    def _pip(self) -> Command | None:
        if any(self.path.glob("lib/python*/site-packages/pip")):
            return [self.python, "-m", "pip"]
        if _has("pip"):
            return [sys.executable, "-m", "pip", "--python", self.python]
        return None

    def _run(self, command: Command) -> bool:
        return subprocess.run(command, cwd=ROOT, env=self._environment(), check=False).returncode == 0

    def _environment(self) -> dict[str, str]:
        """Return our environment, with pip's settings handed on to uv where uv has none of its own."""
        env = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        env.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        home = Path(env.get("XDG_CACHE_HOME") or env.get("HOME") or "/nowhere")
        if not os.access(home, os.W_OK):
            env.setdefault("UV_CACHE_DIR", str(self.path / ".uv-cache"))
        elif home.stat().st_dev != ROOT.stat().st_dev:
            env.setdefault("UV_LINK_MODE", "copy")  # across file systems uv would warn and copy all the same
        own_index = any(os.environ.get(name) for name in OWN_INDEX)
        for option, value in _pip_settings(env).items():
            if option not in HANDED_ON or (own_index and "index" in option):
                continue
            target, parts = HANDED_ON[option], value.split()
            env.setdefault(target, ("," if target == "UV_FIND_LINKS" else " ").join(parts))
            if option == "extra-index-url":
                # pip takes the best of all indexes; with a hash for every file that is as safe as the first.
                env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
        return env


def main(group: str) -> int:
    """Bring `.venv` up to `group` ("runtime" or "dev") and return an exit code."""
    venv = Venv(ROOT / ".venv")
    try:
        if group not in ("runtime", "dev"):
            raise SetupError(f"unknown set {group!r}; choose runtime or dev")
        if sys.version_info < OLDEST:
            raise SetupError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
        # The dev set holds the runtime set.
        if _stamped(venv, group) or _stamped(venv, "dev"):
            return 0
        began = time.monotonic()
        if not venv.works():
            venv.make()
        _say(f"installing the {group} set into {venv.path.relative_to(ROOT)}")
        # The build backend comes from a lock as well, hence no build isolation.
        venv.install([LOCKS / f"{group}.txt", LOCKS / "build.txt"], ROOT, "--no-build-isolation", "-e")
        _stamp(venv, group).write_text(_fingerprint(group))
        _say(f"done in {time.monotonic() - began:.0f} s")
    except SetupError as error:
        _say(str(error))
        return 1
    return 0


def _pip_settings(env: dict[str, str]) -> dict[str, str]:
    """Return what pip is told, option -> value: files first, environment last, as pip weighs them."""
    file = configparser.RawConfigParser()
    # An unreadable file is pip's to complain about.
    with contextlib.suppress(configparser.Error, UnicodeDecodeError):
        file.read(_pip_files(env), encoding="utf-8")
    settings = {}
    for section in ("global", "install"):
        if file.has_section(section):
            settings.update({name.replace("_", "-"): value for name, value in file.items(section)})
    for name, value in env.items():
        if name.startswith("PIP_") and value:
            settings[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    return settings


def _pip_files(env: dict[str, str]) -> list[Path]:
    """Return where pip looks, in its order. It may not be installed yet, so it can't be asked."""
    chosen = env.get("PIP_CONFIG_FILE")
    if chosen == os.devnull:
        return []
    home = Path(env.get("HOME") or "/nowhere")
    shared = [Path(folder) / "pip" for folder in env.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    folders = [*shared, Path("/etc"), home / ".pip", config / "pip", Path(sys.base_prefix)]
    if sys.platform == "darwin":
        folders = [
            Path("/Library/Application Support/pip"),
            *folders,
            home / "Library/Application Support/pip",
        ]
    return [folder / "pip.conf" for folder in folders] + ([Path(chosen)] if chosen else [])


def _stamp(venv: Venv, group: str) -> Path:
    return venv.path / f".installed-{group}"


def _stamped(venv: Venv, group: str) -> bool:
    stamp = _stamp(venv, group)
    return venv.python.exists() and stamp.exists() and stamp.read_text() == _fingerprint(group)


def _fingerprint(group: str) -> str:
    # The place is part of it: an editable install points at it.
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", LOCKS / f"{group}.txt", LOCKS / "build.txt", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _uv_on_path() -> str | None:
    found = shutil.which("uv")
    # A version manager's shim may stand for nothing, so it is asked.
    return found if found and _quiet([found, "--version"]).returncode == 0 else None


def _has(module: str) -> bool:
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None  # an empty folder of that name has none


def _quiet(command: Command, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def _say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "runtime"))
