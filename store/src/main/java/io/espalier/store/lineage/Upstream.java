package io.espalier.store.lineage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the inputs of a run's tasks come from, as its plan says. */
@FunctionalInterface
public interface Upstream {
  /** Not known. */
  Upstream UNKNOWN = (taskId, role, ordinal) -> Optional.empty();

  /**
   * Where one input comes from.
   *
   * @param task the task that makes it, null for an artifact that is known beforehand
   * @param result whether it is that task's result, which its step keeps as JSON, and no output
   */
  record Source(@Nullable String task, boolean result) {}

  /** The source of an input of a task; empty where it is not known. */
  Optional<Source> of(String taskId, String role, int ordinal);
}
