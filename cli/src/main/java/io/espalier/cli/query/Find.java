package io.espalier.cli.query;

import io.espalier.cli.exit.CliException;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves what people type: run ids and digests by prefix, the latest run by nothing. */
public final class Find {
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
        .orElseThrow(() -> CliException.usage("no single run " + runId + " (see `espalier list`)"));
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
                    "no single artifact begins with " + lower + " (see `espalier show --json`)"));
  }

  /** The task ids that are nearest to a mistyped one, for an error message. */
  static String near(List<String> taskIds, String typed) {
    return taskIds.stream()
        .filter(id -> id.contains(typed) || typed.contains(id))
        .limit(5)
        .reduce((a, b) -> a + ", " + b)
        .map(ids -> "did you mean " + ids + "?")
        .orElse("see `espalier status`");
  }
}
