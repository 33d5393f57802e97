package io.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.UnfitLayer;
import io.espalier.catalog.setting.Doc;
import io.espalier.engine.jvm.stage.JvmLayer;
import io.espalier.engine.jvm.stage.Place;
import io.espalier.engine.jvm.stage.Stage;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import io.espalier.mask.Mask;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.LayerKind;
import io.espalier.shrink.FilterGroups;
import io.espalier.shrink.Shrinking;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A layer that cannot be passed is refused where the file is read, and where a step meets it. */
class RefusedLayersTest {
  /** A layer that nobody has a stage for. */
  record MadeUp() implements Layer {
    @Override
    public int[] after(int[] shape) {
      return shape;
    }
  }

  /** A layer that one executor runs. */
  @Doc("For tests.")
  record OnJvm() implements JvmLayer {
    @Override
    public int[] after(int[] shape) {
      return shape;
    }

    @Override
    public Stage stage(Place place) {
      throw new UnsupportedOperationException();
    }

    /** For the catalog. */
    static final class Kind extends LayerKind {
      Kind() {
        super(OnJvm.class);
      }
    }
  }

  private static final NetworkSpec SPEC =
      new NetworkSpec(
          "made-up",
          List.of(1, 28, 28),
          10,
          List.of(new MadeUp(), new Flatten(), new Dense(5, "fc1"), new Dense(10, "fc2")),
          Initialiser.KAIMING_NORMAL);

  @Test
  void theFileIsRefusedWhereItNamesTheNetwork() {
    assertThatThrownBy(() -> load("model: made-up", "", "magnitude", "weight"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith(
            "x.yaml:4:8: model: layer made_up: the executors dl4j-cpu and dl4j-cuda cannot run"
                + " this kind of layer (expected: another layer)");
    assertThatThrownBy(() -> load("model: made-up", "executor: jvm", "magnitude", "weight"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith(
            "x.yaml:8:11: executor: jvm, layer made_up: the executor jvm cannot run");
  }

  @Test
  void theFileIsRefusedWhereItDescribesTheLayer() {
    Catalog catalog = catalog().with(List.of(new OnJvm.Kind()));
    String model =
        "model: {layers: [conv: 2, residual: {body: [on_jvm, conv: 2]}, flatten, dense: 10]}";
    assertThat(load(catalog, model, "executor: jvm", "magnitude", "weight")).isEqualTo("jvm");
    for (String executor : List.of("executor: dl4j-cpu", "")) {
      assertThatThrownBy(() -> load(catalog, model, executor, "magnitude", "weight"))
          .isInstanceOf(ExperimentException.class)
          .hasMessage(
              "x.yaml:4:27: model.layers.1: layer on_jvm: the executors dl4j-cpu and dl4j-cuda"
                  + " cannot run this kind of layer (expected: another layer, or executor: jvm)");
    }
    assertThatThrownBy(() -> load(catalog, model, "executor: jvm", "l2", "filter"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith("x.yaml:4:27: model.layers.1: layer on_jvm: it is not known how");
  }

  @Test
  void graspRefusesWhatItKnowsNoSecondDerivativesOf() {
    Catalog catalog = catalog().with(List.of(new Everything()));
    assertThatThrownBy(
            () -> load(catalog, "model: made-up", "executor: everything", "grasp", "weight"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith(
            "x.yaml:4:8: model: layer made_up: no second derivatives are known of this kind of"
                + " layer (expected: another layer, or another criterion than grasp)");
  }

  @Test
  void filtersAreNotPrunedWhereUnitsCannotPass() {
    Catalog catalog = catalog().with(List.of(new Everything()));
    assertThat(load(catalog, "model: made-up", "executor: everything", "magnitude", "weight"))
        .isEqualTo("everything");
    assertThatThrownBy(
            () -> load(catalog, "model: made-up", "executor: everything", "l2", "filter"))
        .isInstanceOf(ExperimentException.class)
        .hasMessageStartingWith(
            "x.yaml:4:8: model: layer made_up: it is not known how units pass through it"
                + " (expected: another layer, or granularity weight)");
  }

  private static String load(String model, String executor, String criterion, String granularity) {
    return load(catalog(), model, executor, criterion, granularity);
  }

  private static String load(
      Catalog catalog, String model, String executor, String criterion, String granularity) {
    String file =
        """
        name: x
        seed: 3
        data: procedural
        %s
        train: { optimizer: sgd, learning_rate: 0.1, batch: 10, iterations: 10 }
        prune: { rounds: 1, fraction: 0.2, criterion: %s, granularity: %s }
        arms: { ticket: { after_prune: { rewind: 0 } } }
        %s
        """
            .formatted(model, criterion, granularity, executor);
    return String.valueOf(
        Experiments.parse("x.yaml", file.getBytes(StandardCharsets.UTF_8), catalog).executor());
  }

  private static Catalog catalog() {
    return Catalog.builtIn().with(List.of(new Named()));
  }

  @Test
  void stepsRefuseToTakeUnitsOutOfWhatTheyDoNotKnow() {
    assertThatThrownBy(() -> FilterGroups.of(SPEC)).hasMessageContaining("made_up");
    assertThatThrownBy(() -> Shrinking.of(SPEC, new Mask(new TreeMap<>(), new TreeMap<>())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("made_up");
  }

  private static final class Named implements Network {
    @Override
    public NetworkSpec spec() {
      return SPEC;
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests.";
    }
  }

  /** An executor that would run any layer. */
  private static final class Everything implements ExecutorDescriptor {
    @Override
    public String name() {
      return "everything";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "For tests.";
    }

    @Override
    public Optional<UnfitLayer> unfit(NetworkDescriptor network) {
      return Optional.empty();
    }
  }
}
