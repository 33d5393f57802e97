package io.espalier.service.refusal;

import org.jspecify.annotations.Nullable;

/** What was named is there, but not in a state in which the question can be answered. */
public final class ConflictException extends ServiceException {
  private final @Nullable String runId;

  /**
   * Says what stands against it.
   *
   * @param runId the run that it is about, null for none
   */
  public ConflictException(String message, @Nullable String runId) {
    super(message);
    this.runId = runId;
  }

  /** The run that it is about, null for none. */
  public @Nullable String runId() {
    return runId;
  }
}
