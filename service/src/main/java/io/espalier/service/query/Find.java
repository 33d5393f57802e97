package io.espalier.service.query;

import io.espalier.service.refusal.AmbiguousException;
import io.espalier.service.refusal.InvalidQuestionException;
import io.espalier.service.refusal.NotFoundException;
import io.espalier.service.refusal.ServiceException;
import io.espalier.service.refusal.Thing;
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
                  new NotFoundException(
                      Thing.RUN, null, "this store holds no run yet", List.of(), null));
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

  private static ServiceException noneOrSeveral(Store store, String typed) {
    List<RunRecord> runs = store.runs().list();
    List<String> ids = runs.stream().map(RunRecord::runId).toList();
    List<String> begin =
        runs.stream()
            .filter(run -> run.runId().startsWith(typed) || run.experiment().startsWith(typed))
            .map(RunRecord::runId)
            .toList();
    return begin.isEmpty()
        ? new NotFoundException(
            Thing.RUN, typed, "no run begins with " + typed, near(ids, typed), null)
        : new AmbiguousException(
            Thing.RUN,
            begin.size()
                + " runs begin with "
                + typed
                + ": "
                + begin.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (begin.size() > SHOWN ? ", …" : ""),
            begin);
  }

  /** The full digest that begins so. */
  public static String digest(Store store, String prefix) {
    String lower = prefix.toLowerCase(java.util.Locale.ROOT);
    if (!lower.matches("[0-9a-f]{4,64}")) {
      throw new InvalidQuestionException(
          "digest", prefix + " is not a digest (expected: 4 to 64 hexadecimal digits)");
    }
    return store
        .artifacts()
        .resolve(lower)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Thing.ARTIFACT,
                    lower,
                    "no artifact begins with "
                        + lower
                        + (lower.length() < 64 ? ", or several do" : ""),
                    List.of(),
                    null));
  }

  /** The ids that are nearest to a mistyped one. */
  public static List<String> near(List<String> ids, String typed) {
    return ids.stream()
        .filter(id -> id.contains(typed) || typed.contains(id))
        .limit(SHOWN)
        .toList();
  }
}
