package io.espalier.cli.session;

import io.espalier.service.query.Find;
import io.espalier.state.RunState;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Which runs {@code resume} can go on with. */
final class Resumable {
  /** How many other runs a message names. */
  private static final int SHOWN = 5;

  private Resumable() {}

  /** Whether anything is left to do: a successful run, too, may have lost bytes of its outputs. */
  static boolean is(Store store, RunRecord run) {
    return !succeeded(run) || !store.tasks().damaged(run.runId()).isEmpty();
  }

  /**
   * The latest run that can be resumed, the latest of all where none can. Says which others can be.
   */
  static RunRecord latest(Store store, PrintWriter err) {
    List<RunRecord> found = store.runs().list().stream().filter(run -> is(store, run)).toList();
    if (found.isEmpty()) {
      return Find.run(store, null);
    }
    if (found.size() > 1) {
      String others =
          found.stream()
              .skip(1)
              .limit(SHOWN)
              .map(run -> run.runId() + " (" + why(run) + ")")
              .collect(Collectors.joining(", "));
      err.println(
          "Goes on with run "
              + found.get(0).runId()
              + "; `espalier resume RUN` goes on with another: "
              + others
              + (found.size() > 1 + SHOWN ? ", …" : ""));
      err.flush();
    }
    return found.get(0);
  }

  private static String why(RunRecord run) {
    if (succeeded(run)) {
      return "damaged outputs";
    }
    return run.reason() == null ? run.state().id() : String.valueOf(run.reason());
  }

  private static boolean succeeded(RunRecord run) {
    return run.state() == RunState.SUCCESS;
  }
}
