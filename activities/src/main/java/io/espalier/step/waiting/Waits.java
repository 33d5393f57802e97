package io.espalier.step.waiting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of this process wait for now. Kept in memory: what waits for room on a disk cannot
 * be written there. Thread-safe.
 */
public final class Waits {
  /** Stands in for a task where the walk cannot record or load states. */
  public static final String BOOKKEEPING = "(bookkeeping)";

  /** Stands in for a task where the run's state cannot be read to be shown. */
  public static final String READING = "(reading)";

  /** The walk itself, which the Temporal server hands out. */
  public static final String WALK = "(walk)";

  private record Key(String runId, String who) {}

  private final Map<Key, Wait> waits = new ConcurrentHashMap<>();

  /**
   * Records a failure that is retried later without help.
   *
   * @param what null when it was no failure of this kind, which ends a wait
   */
  public void failed(String runId, String who, Wait.@Nullable For what, String text) {
    waits.compute(
        new Key(runId, who),
        (key, before) -> {
          if (what == null) {
            return null;
          }
          boolean same = before != null && before.what() == what;
          return new Wait(who, what, text, same ? before.since() : Instant.now());
        });
  }

  /** Records that a wait is over. */
  public void over(String runId, String who) {
    waits.remove(new Key(runId, who));
  }

  /** The database answered: a wait for anything else than what its artifacts need is over. */
  public void storeAnswered(String runId, String who) {
    waits.computeIfPresent(
        new Key(runId, who), (key, wait) ->
            wait.what() == Wait.For.DISK || wait.what() == Wait.For.BUCKET ? wait : null);
  }

  /** What a run waits for, the longest wait first. */
  public List<Wait> of(String runId) {
    return all().getOrDefault(runId, List.of());
  }

  /** What every run waits for, the longest wait first. */
  public Map<String, List<Wait>> all() {
    Comparator<Wait> longest = Comparator.comparing(Wait::since).thenComparing(Wait::who);
    Map<String, List<Wait>> byRun = new TreeMap<>();
    waits.forEach(
        (key, wait) -> byRun.computeIfAbsent(key.runId(), run -> new ArrayList<>()).add(wait));
    byRun.values().forEach(run -> run.sort(longest));
    return byRun;
  }
}
