package io.espalier.store.measurement;

import org.jspecify.annotations.Nullable;

/**
 * One number that a step found out about a result, or about one held against another.
 *
 * @param name what was measured, such as {@code jaccard}; 1 to 120 characters
 * @param of where what was measured comes from
 * @param other where what it was held against comes from; {@link Spot#NONE} where it stands alone
 * @param layer the layer, null for the whole network
 * @param item what else tells it apart, such as a class or a setting; null for nothing
 * @param measured any double; NaN and infinities are kept, zero has no sign
 * @param n how many things it was taken over, null where that means nothing
 * @param low lower end of its range, null without one
 * @param high upper end of its range, null without one
 * @param unit of the number and its range, such as {@code nats}; empty for a pure number
 */
public record Measurement(
    String name,
    Spot of,
    Spot other,
    @Nullable String layer,
    @Nullable String item,
    double measured,
    @Nullable Long n,
    @Nullable Double low,
    @Nullable Double high,
    String unit) {

  /**
   * A place in an experiment; what is null says nothing.
   *
   * @param replicate from 1
   * @param arm the arm's name
   * @param draw from 1
   * @param round from 0, the dense network
   */
  public record Spot(
      @Nullable Integer replicate,
      @Nullable String arm,
      @Nullable Integer draw,
      @Nullable Integer round) {
    /** No place. */
    public static final Spot NONE = new Spot(null, null, null, null);
  }
}
