"""Grades one submission for Classroom 50 by Strata, and writes the result.json that it wants.

It runs on a runner of your own that has the full repository: the tests of a lab and the reference must not
lie where students can fetch them, and what stands beside this file can be fetched. STRATA in the environment
of the runner is the path of the command, as in STRATA=/opt/strata/strata; STRATA_SALT is the course's salt.
"""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

LAB = "@LAB@"


def utc(instant):
    return instant.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def submitted_at():
    """When the graded commit was made: grading it again does not change that."""
    try:
        stamp = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=True
        ).stdout
        return utc(datetime.datetime.fromtimestamp(int(stamp), datetime.timezone.utc))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return utc(datetime.datetime.now(datetime.timezone.utc))


def graded(work):
    """The result as Strata wrote it, not yet anybody's."""
    shutil.copytree(".", work / "submission", symlinks=True)
    command = [os.environ.get("STRATA", "strata"), "grade", str(work / "submission")]
    command += ["--lab", LAB, "--out", str(work / "out"), "--jobs", "1"]
    if os.environ.get("STRATA_SALT"):
        command.append("--salt=" + os.environ["STRATA_SALT"])
    done = subprocess.run(command, check=False)
    found = sorted((work / "out").glob("*/classroom50.json"))
    if done.returncode != 0 or len(found) != 1:
        sys.exit("strata grade did not grade: this is no verdict on the submission")
    return json.loads(found[0].read_text(encoding="utf-8"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        result = graded(pathlib.Path(folder))
    env = os.environ
    result["classroom"] = env["CLASSROOM"]
    result["assignment"] = env["ASSIGNMENT"]
    result["assignment_type"] = env.get("ASSIGNMENT_TYPE", "individual")
    result["owner"] = env.get("OWNER") or env["USERNAME"]
    result["submission"] = env["SUBMISSION_TAG"]
    result["commit"] = env["COMMIT_URL"]
    result["release"] = env["RELEASE_URL"]
    result["review"] = env.get("REVIEW_URL") or env["COMMIT_URL"]
    result["datetime"] = submitted_at()
    fresh = pathlib.Path("result.json.new")
    fresh.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    fresh.replace("result.json")


if __name__ == "__main__":
    main()
