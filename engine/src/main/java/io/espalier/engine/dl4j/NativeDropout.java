package io.espalier.engine.dl4j;

import io.espalier.model.layer.Dropout;
import io.espalier.random.RandomSource;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dropout, see {@link Dropout}: factors that are drawn in Java. */
final class NativeDropout implements NativeStage {
  private final Dropout layer;
  private final int node;
  private final Draws draws;
  private final boolean copies;
  private @Nullable HostArray factors;
  private boolean dropping;

  /**
   * @param node its number in the graph
   * @param copies whether factors are copied to where passes read them
   */
  NativeDropout(Dropout layer, int node, Draws draws, boolean copies) {
    this.layer = layer;
    this.node = node;
    this.draws = draws;
    this.copies = copies;
  }

  @Override
  public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    RandomSource source = draws.source();
    dropping = source != null;
    if (source == null) {
      return input;
    }
    HostArray drawn = roomFor(input);
    FloatBuffer values = drawn.values();
    int each = values.capacity() / (int) input.size(0);
    for (int i = 0; i < input.size(0); i++) {
      RandomSource example = Dropout.example(source, node, i);
      for (int value = 0; value < each; value++) {
        values.put(i * each + value, layer.factor(example, value));
      }
    }
    drawn.upload();
    return input.mul(drawn.array());
  }

  @Override
  public INDArray backward(INDArray gradient, LayerWorkspaceMgr workspaces) {
    return dropping && factors != null ? gradient.mul(factors.array()) : gradient;
  }

  @Override
  public void close() {
    if (factors != null) {
      factors.array().close();
    }
  }

  private HostArray roomFor(INDArray input) {
    HostArray known = factors;
    if (known == null || !Arrays.equals(known.array().shape(), input.shape())) {
      close();
      known = HostArray.create(copies, input.shape());
      factors = known;
    }
    return known;
  }
}
