package io.espalier.store.task;

import org.jspecify.annotations.Nullable;

/** A task of a new run; its place is only shown to people. */
public record NewTask(
    String taskId, @Nullable Integer replicate, @Nullable String arm, @Nullable Integer round) {}
