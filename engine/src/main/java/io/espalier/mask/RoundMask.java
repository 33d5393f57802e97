package io.espalier.mask;

import io.espalier.catalog.Granularities;
import io.espalier.catalog.NetworkDescriptor;
import java.util.Collection;
import java.util.Optional;

/** The mask that a round begins with. */
public final class RoundMask {
  private RoundMask() {}

  /**
   * The mask of the round before, or the dense one in the first round.
   *
   * @param file the mask's file, empty in the first round
   * @param ignore layers that are never pruned, by name
   * @throws IllegalArgumentException when the mask is over other tensors than this network, this
   *     granularity and these ignored layers say
   */
  public static Mask of(
      Optional<byte[]> file,
      NetworkDescriptor network,
      Granularities granularities,
      Collection<String> ignore) {
    Mask dense = Mask.dense(network, granularities, ignore);
    if (file.isEmpty()) {
      return dense;
    }
    Mask mask = MaskFiles.read(file.get());
    if (!mask.sameTensorsAs(dense)) {
      throw new IllegalArgumentException(
          "mask: over "
              + mask.names()
              + " (expected: over "
              + dense.names()
              + " of "
              + network.name()
              + "; ignored layers and granularity stay the same from round to round)");
    }
    return mask;
  }
}
