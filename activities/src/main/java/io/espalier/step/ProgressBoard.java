package io.espalier.step;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How far the tasks are that run in this process right now; in memory only. Thread-safe. */
public final class ProgressBoard {
  private final Set<Pulse> pulses = ConcurrentHashMap.newKeySet();

  /** A task runs from now on. */
  void add(Pulse pulse) {
    pulses.add(pulse);
  }

  /** A task runs here no more. */
  void remove(Pulse pulse) {
    pulses.remove(pulse);
  }

  /** All tasks of a run that run in this process, by id, with how far they are, in [0, 1]. */
  public Map<String, Double> running(String runId) {
    Map<String, Double> running = new TreeMap<>();
    for (Pulse pulse : pulses) {
      if (pulse.call().runId().equals(runId)) {
        running.put(pulse.call().taskId(), pulse.fraction());
      }
    }
    return running;
  }
}
