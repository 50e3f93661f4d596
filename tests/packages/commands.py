"""What the tests of the packages have in common."""

import subprocess


def run(*command, **options):
    """What a command says; an AssertionError with the end of it when it fails."""
    done = subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(str(part) for part in command)}\n{done.stdout[-3000:]}")
    return done.stdout
