package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.JarMaker;
import io.espalier.catalog.TestCatalog;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Known;
import io.espalier.catalog.setting.Range;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.read.ExperimentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator and a Dag of a user, from a jar. */
class DagDefinitionTest {
  private static final String OPERATOR =
      """
      import io.espalier.catalog.OperatorDescriptor;
      public final class Greet implements OperatorDescriptor {
        public record Words(String text) {}
        public String name() { return "greet"; }
        public int version() { return 3; }
        public String summary() { return "Says something."; }
        public Class<Words> parameters() { return Words.class; }
      }
      """;
  private static final String DAG =
      """
      import io.espalier.plan.*;
      public final class Hello implements DagDefinition {
        public String name() { return "hello"; }
        public int version() { return 1; }
        public String summary() { return "Greets twice."; }
        public void define(DagBuilder dag) {
          TaskBuilder first = dag.task("first", "greet", new Greet.Words("hello"));
          dag.task("second", "greet", new Greet.Words("world")).input("text", first, "text");
        }
      }
      """;

  @TempDir Path folder;
  @TempDir Path work;

  @Test
  void isFoundByNameAndPlannedWithTheDigestOfItsJar() throws Exception {
    Map<String, String> sources = Map.of("Greet", OPERATOR, "Hello", DAG);
    JarMaker.make(work, folder.resolve("hello.jar"), sources, "Greet", "Hello");
    Catalog catalog = TestCatalog.get().withPlugins(folder, message -> {});

    Plan plan = Planner.plan(catalog.get(DagDefinition.class, "hello"), List.of(), catalog);

    assertThat(plan.dag().dagId()).isEqualTo("hello");
    assertThat(plan.dag().tasks().get(0).parameters().toString()).isEqualTo("{\"text\":\"hello\"}");
    assertThat(plan.dag().tasks().get(1).operatorVersion()).isEqualTo(3);
    assertThat(plan.dag().tasks().get(1).inputs())
        .containsExactly(TaskInput.of("text", "first", "text"));
    assertThat(plan.plugins()).containsOnlyKeys("operator/greet", "dag/hello");
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  /** What a Dag may be asked for. */
  record Params(
      @Doc("Whom to greet.") @Default("you") String name,
      @Doc("How often.") @Default("2") @Range(min = 1, max = 9) int times,
      @Doc("Which criterion.") @Default("magnitude") @Known("criterion") String criterion,
      @Doc("How loud.") @Default("[0.5]") @Range(min = 0, max = 1) List<Double> loudness) {
    Params {
      if (times * loudness.size() > 12) {
        throw new IllegalArgumentException("times: " + times + " (expected: 12 greetings in all)");
      }
    }
  }

  private record Greetings(@Nullable Class<? extends Record> settings, List<Record> seen)
      implements DagDefinition {
    @Override
    public String name() {
      return "greetings";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public String summary() {
      return "Greets.";
    }

    @Override
    public void define(DagBuilder dag) {
      seen.add(dag.group("g").params(Params.class));
    }
  }

  private static Plan planned(List<Record> seen, String... params) {
    Greetings dag = new Greetings(Params.class, seen);
    return Planner.plan(dag, List.of(params), TestCatalog.get());
  }

  @Test
  void aDagGetsItsParametersWithTheirDefaultsAndThePlanHoldsThem() {
    List<Record> seen = new ArrayList<>();
    Plan plain = planned(seen);
    Plan given = planned(seen, "times=3", "name=me", "loudness=[0, 1]", "times=4");

    assertThat(seen)
        .containsExactly(
            new Params("you", 2, "magnitude", List.of(0.5)),
            new Params("me", 4, "magnitude", List.of(0.0, 1.0)));
    assertThat(String.valueOf(plain.params()))
        .isEqualTo("{\"criterion\":\"magnitude\",\"loudness\":[0.5],\"name\":\"you\",\"times\":2}");
    assertThat(PlanJson.read(PlanJson.write(given))).isEqualTo(given);
  }

  @Test
  void aParameterThatDoesNotFitIsRefusedLikeAKeyOfAFile() {
    refused(
        "tmies=3",
        "--set tmies=3: unknown key tmies (expected: one of: name, times",
        "did you mean times?");
    refused("times=0", "--set times=0: times: 0 (expected: ");
    refused("times=\"3\"", "times: \"3\" (expected:");
    refused("criterion=magnitud", "magnitud", "did you mean magnitude?");
    refused("loudness=[0.5, 2]", "loudness.1: 2 (expected:");
    refused("loudness=[1, 1, 1, 1, 1, 1, 1]", "times: 2 (expected: 12 greetings in all)");
    refused("times", "--set times: times (expected: key=value");
  }

  private static void refused(String param, String... messages) {
    assertThatThrownBy(() -> planned(new ArrayList<>(), param))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContainingAll(messages);
  }

  @Test
  void aDagWithoutParametersTakesNone() {
    Greetings none = new Greetings(null, new ArrayList<>());

    assertThatThrownBy(() -> Planner.plan(none, List.of("times=3"), TestCatalog.get()))
        .hasMessage("--set times=3: the Dag has no parameters (expected: none)");
    assertThatThrownBy(() -> Planner.plan(none, List.of(), TestCatalog.get()))
        .hasMessage("params: Params (expected: the record that settings() of the Dag names)");
  }
}
