package io.espalier.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this CPU, at most {@value Kernels#BLOCK} values wide. */
final class Species {
  private static final boolean WIDER = FloatVector.SPECIES_PREFERRED.length() > Kernels.BLOCK;

  static final VectorSpecies<Float> FLOATS =
      WIDER ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS =
      WIDER ? IntVector.SPECIES_512 : IntVector.SPECIES_PREFERRED;

  private Species() {}
}
