package io.espalier.cli.query;

import io.espalier.cli.exit.CliException;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Resolves what people type: run ids and digests by prefix, the latest run by nothing. */
public final class Find {
  /** How many ids an error message names. */
  private static final int SHOWN = 5;

  private Find() {}

  /** The run with this id or prefix, or the latest one. */
  public static RunRecord run(Store store, @Nullable String runId) {
    if (runId == null) {
      return store
          .runs()
          .latest()
          .orElseThrow(
              () ->
                  CliException.usage(
                      "this store holds no run yet: start one with `espalier run FILE`"));
    }
    return store
        .runs()
        .find(runId)
        .or(() -> ofExperiment(store, runId))
        .orElseThrow(() -> noneOrSeveral(store, runId));
  }

  /** The only run of an experiment whose name begins so: ids are in ASCII, names need not be. */
  private static Optional<RunRecord> ofExperiment(Store store, String typed) {
    List<RunRecord> begin =
        store.runs().list().stream().filter(run -> run.experiment().startsWith(typed)).toList();
    return begin.size() == 1 ? Optional.of(begin.get(0)) : Optional.empty();
  }

  private static CliException noneOrSeveral(Store store, String typed) {
    List<RunRecord> runs = store.runs().list();
    List<String> ids = runs.stream().map(RunRecord::runId).toList();
    List<String> begin =
        runs.stream()
            .filter(run -> run.runId().startsWith(typed) || run.experiment().startsWith(typed))
            .map(RunRecord::runId)
            .toList();
    return CliException.usage(
        begin.isEmpty()
            ? "no run begins with " + typed + " (" + near(ids, typed, "espalier list") + ")"
            : begin.size()
                + " runs begin with "
                + typed
                + ": "
                + begin.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (begin.size() > SHOWN ? ", …" : "")
                + " (expected: more of one id, see `espalier list`)");
  }

  /** The full digest that begins so. */
  public static String digest(Store store, String prefix) {
    String lower = prefix.toLowerCase(java.util.Locale.ROOT);
    if (!lower.matches("[0-9a-f]{4,64}")) {
      throw CliException.usage(
          prefix
              + " is not a digest (expected: 4 to 64 hexadecimal digits, see `espalier show --json`)");
    }
    return store
        .artifacts()
        .resolve(lower)
        .orElseThrow(
            () ->
                CliException.usage(
                    "no artifact begins with "
                        + lower
                        + (lower.length() < 64 ? ", or several do" : "")
                        + " (expected: a digest as `espalier show --json` prints it)"));
  }

  /** The ids that are nearest to a mistyped one, or the command that lists them. */
  static String near(List<String> ids, String typed, String command) {
    return ids.stream()
        .filter(id -> id.contains(typed) || typed.contains(id))
        .limit(SHOWN)
        .reduce((a, b) -> a + ", " + b)
        .map(near -> "did you mean " + near + "?")
        .orElse("see `" + command + "`");
  }
}
