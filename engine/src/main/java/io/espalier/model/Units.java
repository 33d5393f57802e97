package io.espalier.model;

/**
 * How a network's units (channels, neurons) pass through a layer: what must be known to take some
 * of them out, or to tell which of them can only go together.
 */
public enum Units {
  /** Not known: no unit can be taken out of a network with such a layer. */
  UNKNOWN,

  /** Every unit it gives comes from the unit of the same number alone, and a zero stays a zero. */
  APART,

  /** As {@link #APART} but for parameters and buffers, each with one value a unit. */
  SCALED,

  /** Units of its own, from the units before it by a tensor of weights {@code [out, in, …]}. */
  WEIGHTED,

  /** The sum of two ways, unit by unit. */
  ADDED
}
