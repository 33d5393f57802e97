package io.espalier.step.submit;

import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ids of runs: the experiment's name and the time. Airflow takes letters, digits and {@code _.~:+-}
 * in them, of ASCII alone, where a name may have letters of any alphabet.
 */
final class RunIds {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Airflow keeps these beginnings for runs that people did not start. */
  private static final List<String> RESERVED =
      List.of(
          "scheduled__",
          "backfill__",
          "asset_triggered__",
          "asset_materialization__",
          "operator_triggered__");

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern BEYOND_ASCII = Pattern.compile("[^A-Za-z0-9_.-]+");
  private static final int MAX_NAME = 200;

  private RunIds() {}

  /** An id for a run of this Dag that no run of the store has. */
  static String free(Store store, String dagId, Instant now) {
    String name = name(dagId);
    String prefix = RESERVED.stream().anyMatch(name::startsWith) ? "manual__" : "";
    String base = prefix + name + "-" + TIME.format(now);
    Set<String> taken =
        store.runs().list().stream().map(RunRecord::runId).collect(Collectors.toSet());
    String runId = base;
    for (int number = 2; taken.contains(runId); number++) {
      runId = base + "-" + number;
    }
    return runId;
  }

  /** The name in ASCII: accents are left out, and so is what has no letter there. */
  private static String name(String dagId) {
    String plain = Normalizer.normalize(dagId, Normalizer.Form.NFKD);
    String ascii = BEYOND_ASCII.matcher(MARKS.matcher(plain).replaceAll("")).replaceAll("_");
    boolean says = ascii.chars().anyMatch(c -> c != '_');
    String name = says ? ascii : "run";
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }
}
