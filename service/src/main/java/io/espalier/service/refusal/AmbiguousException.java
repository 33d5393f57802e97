package io.espalier.service.refusal;

import java.util.List;

/** The beginning of a name fits several things. */
public final class AmbiguousException extends ServiceException {
  private final Thing thing;
  private final List<String> candidates;

  /**
   * Says what fits.
   *
   * @param candidates all that fit
   */
  public AmbiguousException(Thing thing, String message, List<String> candidates) {
    super(message);
    this.thing = thing;
    this.candidates = List.copyOf(candidates);
  }

  /** The kind of thing that was named. */
  public Thing thing() {
    return thing;
  }

  /** All that fit. */
  public List<String> candidates() {
    return candidates;
  }
}
