package io.espalier.service.refusal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was named is not in the store. */
public final class NotFoundException extends ServiceException {
  private final Thing thing;
  private final @Nullable String asked;
  private final List<String> near;
  private final @Nullable String runId;

  /**
   * Says what is missing.
   *
   * @param asked what was asked for, null where any would do and there is none
   * @param near names that the store has and that resemble the one asked for
   * @param runId the run that was searched, null where the whole store was
   */
  public NotFoundException(
      Thing thing,
      @Nullable String asked,
      String message,
      List<String> near,
      @Nullable String runId) {
    super(message);
    this.thing = thing;
    this.asked = asked;
    this.near = List.copyOf(near);
    this.runId = runId;
  }

  /** The kind of thing that is missing. */
  public Thing thing() {
    return thing;
  }

  /** What was asked for, null where any would do and there is none. */
  public @Nullable String asked() {
    return asked;
  }

  /** Names that the store has and that resemble the one asked for; empty for none. */
  public List<String> near() {
    return near;
  }

  /** The run that was searched, null where the whole store was. */
  public @Nullable String runId() {
    return runId;
  }
}
