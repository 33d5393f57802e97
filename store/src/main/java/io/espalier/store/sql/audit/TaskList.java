package io.espalier.store.sql.audit;

import org.jspecify.annotations.Nullable;

/** A digest over the tasks of a run as it was created, in their order. */
public final class TaskList {
  private final Fields fields = new Fields();

  /** Adds the next task. */
  public TaskList add(
      String taskId,
      int seq,
      @Nullable Integer replicate,
      @Nullable String arm,
      @Nullable Integer round) {
    fields
        .add(taskId)
        .add(seq)
        .add(replicate == null ? null : replicate.toString())
        .add(arm)
        .add(round == null ? null : round.toString());
    return this;
  }

  /** Ends it: 64 lowercase hex digits. */
  public String digest() {
    return fields.hex();
  }
}
