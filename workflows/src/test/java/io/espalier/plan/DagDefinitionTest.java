package io.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.JarMaker;
import io.espalier.catalog.TestCatalog;
import io.espalier.dag.TaskInput;
import java.nio.file.Path;
import java.util.Map;
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

    Plan plan = Planner.plan(catalog.get(DagDefinition.class, "hello"), catalog);

    assertThat(plan.dag().dagId()).isEqualTo("hello");
    assertThat(plan.dag().tasks().get(0).parameters().toString()).isEqualTo("{\"text\":\"hello\"}");
    assertThat(plan.dag().tasks().get(1).operatorVersion()).isEqualTo(3);
    assertThat(plan.dag().tasks().get(1).inputs())
        .containsExactly(TaskInput.of("text", "first", "text"));
    assertThat(plan.plugins()).containsOnlyKeys("operator/greet", "dag/hello");
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }
}
