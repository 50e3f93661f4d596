"""A real Salt master and minion as ordinary processes on the loopback interface.

Salt comes from PyPI into a virtual environment under the user's cache folder, once. Everything the
two processes read or write lives in one temporary folder, which ends with them.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

_SKIPPED = 77  # ctest's SKIP_RETURN_CODE
_PATIENCE = 300  # seconds: Salt's programs take long to start where others work, too


class Unavailable(Exception):
    """Why there is no Salt to test against, in one sentence."""


def run_or_skip(test, *arguments):
    """Runs a test; where there is no Salt it says why and ends as skipped."""
    try:
        test(*arguments)
    except Unavailable as why:
        print(f"Skipped: {why}")
        sys.exit(_SKIPPED)


def environment_folder(release):
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(cache) / "saltern-peers" / ("salt-" + release if release else "salt")


def salt_environment(release=""):
    """The virtual environment with Salt in it, made on first use: the newest, or the newest of a
    release such as 3006."""
    folder = environment_folder(release)
    ready = folder / "ready"
    if ready.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        subprocess.run(
            [str(folder / "bin" / "pip"), "install", "--quiet", "docker"]
            + ["salt" + (f"=={release}.*" if release else "")],
            check=True,
            capture_output=True,
            timeout=900,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"Salt {release} could not be installed from PyPI: {error}.") from error
    ready.touch()
    return folder


def salt_python():
    return salt_environment() / "bin" / "python"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _is_gone(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


class SaltLab:
    """One master and one minion. Use as a context manager."""

    def __init__(self, minion="edge-1", master_options="", minion_options="", release=""):
        self.minion = minion
        self.bin = salt_environment(release) / "bin"
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="saltern-salt-"))
        self.processes = []
        self._options = (master_options, minion_options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def master_config(self):
        return self.root / "master" / "etc"

    @property
    def minion_config(self):
        return self.root / "minion" / "etc"

    @property
    def file_roots(self):
        return self.root / "srv" / "salt"

    @property
    def pillar_roots(self):
        return self.root / "srv" / "pillar"

    def prepare(self):
        """Writes the configuration of both; more files may be laid beside it before start()."""
        publish, answer = free_port(), free_port()
        for folder in (
            self.master_config / "master.d",
            self.minion_config / "minion.d",
            self.file_roots,
            self.pillar_roots,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        common = f"user: root\nlog_level_logfile: info\npublish_port: {publish}\n"
        (self.master_config / "master").write_text(
            common
            + f"root_dir: {self.root}/master\npki_dir: {self.root}/master/pki\n"
            + f"sock_dir: {self.root}/m\ninterface: 127.0.0.1\nret_port: {answer}\n"
            + "auto_accept: true\nworker_threads: 3\ntimeout: 20\n"
            + f"file_roots: {{base: [{self.file_roots}]}}\n"
            + f"pillar_roots: {{base: [{self.pillar_roots}]}}\n"
            + self._options[0]
        )
        (self.minion_config / "minion").write_text(
            common
            + f"root_dir: {self.root}/minion\npki_dir: {self.root}/minion/pki\n"
            + f"sock_dir: {self.root}/n\nid: {self.minion}\nmaster: 127.0.0.1\n"
            + f"master_port: {answer}\n"
            + self._options[1]
        )

    def start(self):
        self._run("salt-master", self.master_config)
        self._run("salt-minion", self.minion_config)
        self.wait_for(self._answers, _PATIENCE, "the minion to answer test.ping")

    def _run(self, program, config):
        log = open(self.root / f"{program}.out", "wb")
        self.processes.append(
            subprocess.Popen(
                [str(self.bin / program), "-c", str(config), "-l", "warning"],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )
        log.close()

    def _answers(self):
        return self.salt("test.ping", timeout=10).strip().endswith("true")

    def salt(self, *arguments, timeout=30):
        """What `salt <minion> ...` prints, as JSON text."""
        return self._call(
            "salt", "--out=json", "--static", f"--timeout={timeout}", self.minion, *arguments
        )

    def run(self, *arguments):
        """What `salt-run ...` prints, as JSON text."""
        return self._call("salt-run", "--out=json", *arguments)

    def call_local(self, *arguments):
        """What `salt-call --local ...` prints, as JSON text: a minion's own Salt without a master."""
        command = [str(self.bin / "salt-call"), "--local", "-c", str(self.minion_config), "--out=json"]
        command += ["-l", "error", f"--file-root={self.file_roots}", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout

    def _call(self, program, *arguments):
        done = subprocess.run(
            [str(self.bin / program), "-c", str(self.master_config), *arguments],
            capture_output=True,
            text=True,
            timeout=180,
        )
        text = done.stdout.strip()
        # `--static` wraps the answer in {"<minion>": ...}; the brace is all that is left to drop.
        return text[:-1] if program == "salt" and text.endswith("}") else text

    def restart(self, program):
        index = ("salt-master", "salt-minion").index(program)
        self._end(self.processes[index])
        config = self.master_config if index == 0 else self.minion_config
        self._run(program, config)
        self.processes[index] = self.processes.pop()
        self.wait_for(self._answers, _PATIENCE, f"{program} to come back")

    def stop(self):
        for process in self.processes:
            self._kill(process)
        self.processes = []
        shutil.rmtree(self.root, ignore_errors=True)

    @classmethod
    def _end(cls, process):
        """Ends the process we started, in good order where it does so in time."""
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            pass
        cls._kill(process)

    @classmethod
    def _kill(cls, process):
        """With its children, whose session it leads: Salt does not start beside what is left of them."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait(20)
        cls.wait_for(lambda: _is_gone(process.pid), 60, "a program of Salt's to end with its children")

    @staticmethod
    def wait_for(condition, seconds, what):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s in vain for {what}")

    def logs(self):
        found = list(self.root.glob("*.out")) + list(self.root.glob("*/var/log/salt/*"))
        return "\n".join(f"== {path}\n{path.read_text(errors='replace')[-4000:]}" for path in found)
