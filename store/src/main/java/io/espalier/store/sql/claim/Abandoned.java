package io.espalier.store.sql.claim;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims of this owner that no caller holds and that could not be given back, because the disk was
 * full or the database away. On H2 no lease would ever free them while the process lives, so the
 * next claim may take them. Thread-safe.
 */
final class Abandoned {
  private final Map<String, Long> fenceByStep = new ConcurrentHashMap<>();

  /** The claim's last call failed, or the call that made it. */
  void add(String stepKey, long fence) {
    fenceByStep.merge(stepKey, fence, Math::max);
  }

  /** The claim is in use again, or has ended. */
  void remove(String stepKey, long fence) {
    fenceByStep.remove(stepKey, fence);
  }

  /**
   * Whether this claim may be taken: it was abandoned, or one was that had taken it over and may
   * not have become a row.
   */
  boolean contains(String stepKey, long fence) {
    return fenceByStep.getOrDefault(stepKey, -1L) >= fence;
  }
}
