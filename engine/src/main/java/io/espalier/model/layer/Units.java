package io.espalier.model.layer;

/**
 * How a network's units (channels, neurons) pass through a layer: what must be known to take some
 * of them out, or to tell which of them can only go together.
 */
public enum Units {
  /** Not known: no unit can be taken out of a network with such a layer. */
  UNKNOWN,

  /** Every unit it gives comes from the unit of the same number alone, and a zero stays a zero. */
  APART,

  /** As {@link #APART}, with tensors that have one value for every unit, {@code [units]}. */
  SCALED,

  /** Units of its own, from those before it by a tensor {@code weight} {@code [out, in, …]}. */
  WEIGHTED,

  /** Units from those of the same number, each by a row of its own of {@code weight}. */
  FILTERED,

  /** The sum of several ways, unit by unit. */
  ADDED
}
