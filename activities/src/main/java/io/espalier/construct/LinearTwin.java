package io.espalier.construct;

import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.util.SortedMap;

/**
 * The weights of a source for the network that leaves out its first non-linearity, so that the
 * first layer gives the line that φ is taken for: φ(0) + s x, and constants what they are.
 */
final class LinearTwin {
  private LinearTwin() {}

  static SortedMap<String, Tensor> of(Source source, SourceWeights weights) {
    Part first = source.parts().get(0);
    Univariate rule = source.rule();
    SortedMap<String, Tensor> tensors = weights.tensors();
    Tensor in = Tensors.get(tensors, first.weight()).copy();
    for (int i = 0; i < in.data().length; i++) {
      in.data()[i] = (float) (rule.slope() * in.data()[i]);
    }
    Tensor bias = Tensors.get(tensors, first.bias()).copy();
    for (int i = 0; i < bias.data().length; i++) {
      boolean constant = i >= first.copied();
      bias.data()[i] = (float) (constant ? rule.layer().of(bias.data()[i]) : rule.offset());
    }
    tensors.put(first.weight(), in);
    tensors.put(first.bias(), bias);
    return tensors;
  }
}
