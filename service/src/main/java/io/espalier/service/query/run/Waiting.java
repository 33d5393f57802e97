package io.espalier.service.query.run;

import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Site;
import io.espalier.service.query.View;
import io.espalier.step.waiting.Wait;
import io.espalier.step.waiting.Waits;
import io.espalier.store.text.HumanFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a run waits for, told once for each thing, however many tasks it keeps. */
public final class Waiting {
  /** With more than this free, a disk that fails is not just full. */
  private static final long ROOMY = 1_000_000_000;

  private static final int MAX_SENTENCE = 300;

  private static final Set<String> NO_TASKS = Set.of(Waits.BOOKKEEPING, Waits.READING, Waits.WALK);

  private static final Set<Wait.For> MANY = EnumSet.of(Wait.For.STEP, Wait.For.WORKER);

  private record Thing(Wait.For what, String text) {}

  private Waiting() {}

  /** The waits of a run, the longest first. */
  public static List<StatusAnswer.Wait> of(View view, String runId) {
    return of(view, runId, task -> false);
  }

  /**
   * The same.
   *
   * @param over tasks that wait no longer, whatever a worker says that has left one to another
   */
  static List<StatusAnswer.Wait> of(View view, String runId, Predicate<String> over) {
    Map<Thing, List<Wait>> things = new LinkedHashMap<>();
    for (Wait wait : view.live().waits(runId)) {
      if (over.test(wait.who())) {
        continue;
      }
      // Disk, store and bucket are one each; of the others there are many, told apart by their
      // text.
      String text = MANY.contains(wait.what()) ? wait.text() : "";
      things.computeIfAbsent(new Thing(wait.what(), text), key -> new ArrayList<>()).add(wait);
    }
    Set<String> running = view.live().progress(runId).keySet();
    return things.values().stream().map(waits -> told(waits, running, view.site())).toList();
  }

  private static StatusAnswer.Wait told(List<Wait> waits, Set<String> running, Site site) {
    Wait first = waits.get(0);
    List<String> tasks =
        waits.stream().map(Wait::who).filter(who -> !NO_TASKS.contains(who)).toList();
    boolean trying = waits.stream().allMatch(wait -> running.contains(wait.who()));
    Long free = first.what() == Wait.For.DISK ? site.freeBytes() : null;
    String since = " since " + HumanFormat.clock(first.since(), Instant.now());
    String what = first.what().name().toLowerCase(Locale.ROOT);
    if (first.what() == Wait.For.WORKER) {
      return new StatusAnswer.Wait(
          what, first.since(), tasks, null, sentence(first.text()) + since);
    }
    if (first.what() == Wait.For.TEMPORAL) {
      String text = "Temporal away" + since + ", retrying (" + first.text() + ")";
      return new StatusAnswer.Wait(what, first.since(), tasks, null, text);
    }
    String text =
        "waiting for "
            + thing(first.what(), free, site)
            + since
            + (free == null ? "" : ": " + HumanFormat.bytes(free) + " free")
            + (trying ? "; tries again now" : "; goes on by itself")
            + " ("
            + sentence(first.text())
            + ")";
    return new StatusAnswer.Wait(what, first.since(), tasks, free, text);
  }

  /** What failed in one line: databases add their statements. */
  private static String sentence(String text) {
    String line = text.lines().findFirst().orElse("").replaceFirst("; SQL statement:$", "");
    return line.length() <= MAX_SENTENCE ? line : line.substring(0, MAX_SENTENCE) + "…";
  }

  private static String thing(Wait.For what, @Nullable Long free, Site site) {
    return switch (what) {
      case DISK -> (free != null && free < ROOMY ? "room on " : "") + site.disk();
      case STORE -> "the store in " + site.name();
      case BUCKET -> "the bucket";
      case STEP -> "another worker";
      case WORKER, TEMPORAL -> throw new IllegalStateException("told by its own text");
    };
  }
}
