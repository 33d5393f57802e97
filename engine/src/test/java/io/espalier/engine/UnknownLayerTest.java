package io.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.UnfitLayer;
import io.espalier.engine.dl4j.Dl4jExecutor;
import io.espalier.engine.hessian.LossDerivatives;
import io.espalier.engine.jvm.JvmExecutor;
import io.espalier.engine.onednn.OneDnnNetwork;
import io.espalier.model.Initialiser;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Conv;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Residual;
import io.espalier.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A layer that is left out, or taken for another, is another network: nobody may do either. */
class UnknownLayerTest {
  /** A layer that nobody has a stage for. */
  record MadeUp() implements Layer {
    @Override
    public int[] after(int[] shape) {
      return shape;
    }
  }

  /** One that holds it where it is not seen at once. */
  private static final NetworkSpec SPEC =
      spec(
          "made-up",
          new Conv(2, 3, 1, 1, true, "conv1"),
          Residual.of(List.of(new Conv(2, 3, 1, 1, true, "conv2"), new MadeUp()), List.of()),
          new Flatten(),
          new Dense(10, "fc1"));

  private static final SortedMap<String, Tensor> WEIGHTS = TinyNets.weights(SPEC);

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "dl4j-cpu", "dl4j-cuda"})
  void everyExecutorNamesTheLayerThatItCannotRun(String name) {
    Executor executor = Catalog.builtIn().get(Executor.class, name);
    assertThat(executor.unfit(SPEC))
        .map(UnfitLayer::index)
        .as("the residual that holds it")
        .contains(1);
    assertThat(executor.unfit(SPEC).map(Object::toString).orElseThrow())
        .startsWith("layer made_up: ")
        .endsWith("cannot run this kind of layer");
  }

  @Test
  void openingSuchANetworkFails() {
    TrainingState state = TrainingState.fresh(WEIGHTS, null);
    for (Executor executor : List.of(new JvmExecutor(), new Dl4jExecutor())) {
      assertThatThrownBy(() -> executor.open(SPEC, state, Optimizer.NONE))
          .as(executor.name())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("made_up");
    }
    assertThat(OneDnnNetwork.suits(SPEC)).isFalse();
    try (OneDnnNetwork network = new OneDnnNetwork(SPEC)) {
      assertThatThrownBy(
              () -> network.predict(new float[28 * 28], 0, 1, Statistics.RUNNING, new float[10]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("made_up");
    }
  }

  @Test
  void secondDerivativesAreRefused() {
    assertThat(LossDerivatives.unfit(SPEC)).map(UnfitLayer::index).contains(1);
    LossDerivatives loss = new LossDerivatives(SPEC, WEIGHTS, new float[28 * 28], new int[] {3});
    assertThatThrownBy(loss::gradient)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("made_up");
  }

  private static NetworkSpec spec(String name, Layer... layers) {
    return new NetworkSpec(
        name, List.of(1, 28, 28), 10, List.of(layers), Initialiser.KAIMING_NORMAL);
  }
}
