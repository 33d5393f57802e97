package io.espalier.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Dag;
import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.plan.Plan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many trainings share a machine. */
class SideBySideTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Catalog CATALOG = Catalog.builtIn();
  private static final long MIB = 1 << 20;

  @Test
  void smallNetworksGetACoreEach() {
    assertThat(SideBySide.of(plan("lenet-300-100", 60), CATALOG, 8, 4096 * MIB).trainers())
        .isEqualTo(8);
  }

  @Test
  void largeNetworksRunInTheMemoryThereIs() {
    SideBySide vgg = SideBySide.of(plan("vgg-16", 128), CATALOG, 8, 4096 * MIB);
    assertThat(vgg.trainers()).isBetween(1, 4);
    assertThat(vgg.trainers() * vgg.trainerBytes()).isLessThanOrEqualTo(4096 * MIB);
    assertThat((vgg.trainers() + 1) * vgg.trainerBytes()).isGreaterThan(4096 * MIB);
  }

  @Test
  void anExecutorThatHoldsMoreOfANetworkHasFewerTrainings() {
    long jvm = SideBySide.of(plan("resnet-20", 128, "jvm"), CATALOG, 8, 0).trainerBytes();
    long dl4j = SideBySide.of(plan("resnet-20", 128, "dl4j-cpu"), CATALOG, 8, 0).trainerBytes();
    assertThat(jvm).isGreaterThan(dl4j * 3 / 2);
  }

  @Test
  void oneTrainingIsTriedHoweverLittleMemoryThereIs() {
    assertThat(SideBySide.of(plan("vgg-16", 128), CATALOG, 8, MIB).trainers()).isEqualTo(1);
  }

  @Test
  void aPlanWithoutTrainingsUsesEveryCore() {
    Plan plan = new Plan(1, JSON.nullNode(), "jvm", new Dag("x", List.of()), List.of(), Map.of());
    assertThat(SideBySide.of(plan, CATALOG, 3, 0)).isEqualTo(new SideBySide(3, 0));
  }

  private static Plan plan(String network, int batch) {
    return plan(network, batch, "jvm");
  }

  private static Plan plan(String network, int batch, String executor) {
    ObjectNode parameters = JSON.createObjectNode().put("network", network).put("batch", batch);
    TaskNode node = new TaskNode("a", List.of(), TaskSettings.DEFAULTS, Flow.WORK);
    Task task = new Task(node, "train", 1, parameters, List.of(), List.of(), Place.NONE);
    return new Plan(1, JSON.nullNode(), executor, new Dag("x", List.of(task)), List.of(), Map.of());
  }
}
