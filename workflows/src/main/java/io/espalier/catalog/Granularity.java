package io.espalier.catalog;

/** What is kept or removed as one piece. */
public enum Granularity {
  /** Single weights. */
  WEIGHT,
  /** All weights that enter one unit: a row of a dense layer, a filter of a convolution. */
  FILTER
}
