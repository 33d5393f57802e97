package io.espalier.treatment;

import io.espalier.mask.Mask;
import io.espalier.mask.MaskFiles;
import io.espalier.shrink.ShrinkingFiles;
import io.espalier.step.StepContext;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/** What every treatment ends with. */
final class MaskedWeights {
  private MaskedWeights() {}

  /**
   * Writes the output {@code weights}: these weights where the input {@code mask} keeps them, +0.0
   * where it does not; biases and ignored layers as they are, but for units that the input {@code
   * shrinking} removes: they are silent.
   *
   * @param weights the caller's own copy; written to
   */
  static void write(StepContext context, SortedMap<String, Tensor> weights) {
    Mask mask = MaskFiles.read(context.input("mask"));
    mask.applyTo(weights);
    context
        .optionalInput(ShrinkingFiles.KIND)
        .ifPresent(file -> ShrinkingFiles.silence(file, weights));
    context.output(
        "weights", "weights", Safetensors.MEDIA_TYPE, out -> Safetensors.write(out, weights));
  }
}
