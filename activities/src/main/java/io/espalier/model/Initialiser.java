package io.espalier.model;

/** Distributions of initial weights; fan-in and fan-out count kernel positions. */
public enum Initialiser {
  /** Normal, variance 2 / (fanIn + fanOut): Glorot and Bengio 2010, eq. 12 (normal form). */
  GLOROT_NORMAL,
  /** Normal, variance 2 / fanIn: He et al. 2015, eq. 10. */
  KAIMING_NORMAL
}
