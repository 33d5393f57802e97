package io.espalier.cli.session;

import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.repair.DataCopies;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.store.Store;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files that a plan names by their digests: data and start weights. No task of the plan makes
 * them, so they are read before a run goes on, and damaged ones are taken from {@code data/}.
 */
final class PlannedFiles {
  private PlannedFiles() {}

  /**
   * Holds the files against their digests.
   *
   * @param left whether a task is still to run; a file that only others read may be damaged
   * @param again the command that goes on once the file is back
   * @throws CliException when a file is damaged and no copy of it lies here
   */
  static void require(
      Store store, Path home, Plan plan, Predicate<Task> left, String again, PrintWriter err) {
    DataCopies copies = new DataCopies(home);
    Set<String> seen = new HashSet<>();
    boolean anyLeft = plan.dag().tasks().stream().anyMatch(left);
    for (Task task : plan.dag().tasks()) {
      // What was split is read through the split, by every later task.
      boolean needed = left.test(task) || (anyLeft && data(task) != null);
      for (TaskInput input : task.inputs()) {
        String digest = input.digest();
        if (!needed || digest == null || !seen.add(digest) || DataCopies.stored(store, digest)) {
          continue;
        }
        Optional<Path> copy = copies.restore(store, digest);
        if (copy.isEmpty()) {
          throw missing(copies, task, input, again);
        }
        err.println("The store's copy of " + copy.get() + " was damaged: restored from that file.");
        err.flush();
      }
    }
  }

  /** The data set that a task reads files of, null where it reads none. */
  private static @Nullable String data(Task task) {
    String name = task.parameters().path("data").asText();
    return name.isEmpty() ? null : name;
  }

  private static CliException missing(DataCopies copies, Task task, TaskInput input, String again) {
    String data = data(task);
    String way =
        data == null
            ? "run the experiment file again, which stores its files anew"
            : "bring the files of "
                + data
                + " back with `espalier data fetch "
                + data
                + "` or `espalier data import "
                + data
                + " SOURCE`";
    return new CliException(
        ExitCode.INTEGRITY,
        "input "
            + input.role()
            + " "
            + input.ordinal()
            + " of "
            + task.node().taskId()
            + (data == null ? "" : ", a file of data set " + data)
            + ": sha256 "
            + input.digest()
            + " is damaged in the store, and no good copy lies in "
            + copies.folder()
            + ": "
            + way
            + ", then `"
            + again
            + "`");
  }
}
