package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.dag.RandomStream;
import io.espalier.model.family.LeNet300100;
import io.espalier.model.family.LeNet5;
import io.espalier.model.layer.BatchNorm;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.GlobalAveragePool;
import io.espalier.model.layer.Layer;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Safetensors;
import io.espalier.tensor.Tensor;
import io.espalier.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class InitialisationTest {
  private final RandomSource random =
      RandomSource.of(new RandomStream("initialise", 1, List.of(1L)));

  @Test
  void initialWeightsNeverChangeFromReleaseToRelease() throws Exception {
    assertThat(digest(Initialisation.weights(new LeNet300100().spec(), random)))
        .isEqualTo("e6cbc9190abc2b3fdc5c60631788ad040867f4e54b933c9927de98b367da05f6");
    assertThat(digest(Initialisation.weights(new LeNet5().spec(), random)))
        .isEqualTo("99d813793f591c3d720b1d972d5b5475085abbb14786259ded56efc7e9db10f6");
  }

  @Test
  void weightsHaveTheInitialisersDeviationAndBiasesAreZero() {
    NetworkSpec glorot = new LeNet5().spec();
    NetworkSpec kaiming =
        new NetworkSpec(
            "kaiming",
            glorot.inputShape(),
            glorot.classes(),
            glorot.layers(),
            Initialiser.KAIMING_NORMAL);
    assertThat(deviation(glorot, "conv2.weight"))
        .isCloseTo(Math.sqrt(2.0 / (20 * 25 + 50 * 25)), within(0.0007));
    assertThat(deviation(glorot, "fc1.weight"))
        .isCloseTo(Math.sqrt(2.0 / (800 + 500)), within(0.0003));
    assertThat(deviation(kaiming, "conv2.weight"))
        .isCloseTo(Math.sqrt(2.0 / (20 * 25)), within(0.0012));
    assertThat(deviation(kaiming, "fc1.weight")).isCloseTo(Math.sqrt(2.0 / 800), within(0.0004));
    assertThat(Initialisation.weights(glorot, random).get("fc1.bias")).isEqualTo(Tensor.zeros(500));
  }

  @Test
  void aBatchNormBeginsAsTheIdentity() {
    NetworkSpec spec =
        new NetworkSpec(
            "net",
            List.of(2, 4, 4),
            2,
            List.of(new BatchNorm("bn1"), new GlobalAveragePool(), new Dense(2, "fc")),
            Initialiser.KAIMING_NORMAL);
    SortedMap<String, Tensor> weights = Initialisation.weights(spec, random);
    Tensor ones = new Tensor(new int[] {2}, new float[] {1, 1});
    assertThat(weights)
        .containsEntry("bn1.weight", ones)
        .containsEntry("bn1.bias", Tensor.zeros(2))
        .containsEntry("bn1.running_mean", Tensor.zeros(2))
        .containsEntry("bn1.running_var", ones);
  }

  @Test
  void aLayersDrawDoesNotDependOnOtherLayers() {
    NetworkSpec one = dense(new Dense(6, "fc1"), new Dense(3, "fc2"));
    NetworkSpec other = dense(new Dense(4, "fc0"), new Dense(6, "fc1"), new Dense(3, "z"));
    assertThat(Initialisation.weights(other, random).get("fc1.weight"))
        .isEqualTo(Initialisation.weights(one, random).get("fc1.weight"));
  }

  private double deviation(NetworkSpec spec, String name) {
    float[] data = Tensors.get(Initialisation.weights(spec, random), name).data();
    double sum = 0;
    for (float value : data) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / data.length);
  }

  private static NetworkSpec dense(Layer... layers) {
    List<Layer> all = new java.util.ArrayList<>(List.of(layers));
    all.add(0, new Flatten());
    return new NetworkSpec("net", List.of(1, 2, 2), 3, all, Initialiser.GLOROT_NORMAL);
  }

  private static String digest(SortedMap<String, Tensor> tensors) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Safetensors.write(out, tensors);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(out.toByteArray()));
  }
}
