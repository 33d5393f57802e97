package io.espalier.step.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.CriterionDescriptor;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.digest.Digest;
import io.espalier.step.CanonicalJson;
import io.espalier.step.Parameters;
import io.espalier.store.step.StepArtifact;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a step computes, and nothing of where it stands: equal keys give equal results.
 *
 * @param digest SHA-256 of {@code json}, 64 lowercase hex digits
 * @param json the key material as canonical JSON
 */
public record StepKey(String digest, String json) {
  /** Version of the key's format; part of the material. */
  public static final int VERSION = 1;

  /** Kinds whose first version is part of the key; later kinds were added without changing any. */
  private static final Set<String> ALWAYS_VERSIONED =
      Set.of(CriterionDescriptor.KIND, NetworkDescriptor.KIND, DataSetDescriptor.KIND);

  /** The key of some material. */
  public static StepKey of(ObjectNode material) {
    String json = CanonicalJson.write(material);
    return new StepKey(Digest.of(json), json);
  }

  /**
   * The key of a task's step.
   *
   * @param catalog says the versions of what the parameters name, and which jars it came from
   * @param executor name of the plan's executor; counts only where a network runs
   * @param runId counts, with the task's id, only where the operator is not memoised, and for
   *     setups and teardowns: they act on the world, and do so each time
   * @param tryNumber counts only for setups and teardowns
   * @param operator the task's operator
   * @param parameters its parameters
   * @param inputs the artifacts it reads, in any order
   */
  public static StepKey of(
      Catalog catalog,
      String executor,
      String runId,
      int tryNumber,
      Task task,
      OperatorDescriptor operator,
      Record parameters,
      List<StepArtifact> inputs) {
    ObjectNode material = Parameters.MAPPER.createObjectNode();
    material.put("keyVersion", VERSION);
    material.put("operator", operator.name());
    material.put("operatorVersion", operator.version());
    boolean runsNetwork = operator.runsNetwork(parameters, catalog);
    if (runsNetwork) {
      material.put("executor", executor);
    }
    boolean everyTime = everyTime(task);
    if (!operator.memoised() || everyTime) {
      material.put("run", runId).put("task", task.node().taskId());
    }
    if (everyTime) {
      material.put("try", tryNumber);
    }
    material.set("parameters", Parameters.changed(operator, parameters));
    material.set("streams", streams(task.streams()));
    material.set("inputs", inputs(inputs, operator.seesPlaces() ? task.inputs() : null));
    TreeMap<String, Descriptor> named = named(catalog, Parameters.tree(parameters));
    if (runsNetwork) {
      catalog
          .find(ExecutorDescriptor.class, executor)
          .ifPresent(found -> named.put(Catalog.id(found), found));
    }
    ObjectNode versions = material.putObject("versions");
    named.forEach(
        (id, descriptor) -> {
          if (ALWAYS_VERSIONED.contains(descriptor.kind()) || descriptor.version() > 1) {
            versions.put(id, descriptor.version());
          }
        });
    named.put(Catalog.id(operator), operator);
    ObjectNode jars = material.putObject("plugins");
    named.keySet().stream()
        .filter(catalog.plugins()::containsKey)
        .forEach(id -> jars.put(id, catalog.plugins().get(id)));
    return of(material);
  }

  /** Whether a task is done anew each time that it runs, whatever is recorded. */
  public static boolean everyTime(Task task) {
    return task.node().settings().setup() || task.node().settings().teardown();
  }

  /** What parameters name and the catalog knows, by {@link Catalog#id}. */
  private static TreeMap<String, Descriptor> named(Catalog catalog, JsonNode parameters) {
    TreeMap<String, Descriptor> found = new TreeMap<>();
    mentioned(catalog, parameters)
        .forEach(id -> find(catalog, id).ifPresent(descriptor -> found.put(id, descriptor)));
    return found;
  }

  /** What {@link Catalog#id} writes so, if there is one. */
  static Optional<Descriptor> find(Catalog catalog, String id) {
    int slash = id.indexOf('/');
    return catalog.find(id.substring(0, slash), id.substring(slash + 1));
  }

  /**
   * What parameters may name, as {@link Catalog#id} writes it, at any depth: under the word for a
   * kind of thing ({@code criterion}, {@code scope}, …) stands its name, or an object whose {@code
   * name} it is; and the kinds of layers of a network that is described by them. Words that are no
   * kind are among the answers too.
   */
  static SortedSet<String> mentioned(Catalog catalog, JsonNode parameters) {
    SortedSet<String> ids = new TreeSet<>();
    for (Map.Entry<String, JsonNode> member : parameters.properties()) {
      JsonNode value = member.getValue();
      JsonNode name = value.isObject() ? value.path("name") : value;
      if (name.isTextual()) {
        ids.add(member.getKey() + "/" + name.textValue());
        if (DescribedNetworks.isDescription(name.textValue())) {
          catalog.all(DescribedNetworks.class).stream()
              .flatMap(networks -> networks.kinds(name.textValue()).stream())
              .forEach(kind -> ids.add(DescribedNetworks.LAYER + "/" + kind));
        }
      }
    }
    parameters.forEach(child -> ids.addAll(mentioned(catalog, child)));
    return ids;
  }

  private static ArrayNode streams(List<RandomStream> streams) {
    ArrayNode out = Parameters.MAPPER.createArrayNode();
    streams.stream()
        .sorted(Comparator.comparing(RandomStream::purpose))
        .forEach(
            stream -> {
              ObjectNode entry = out.addObject().put("purpose", stream.purpose());
              entry.put("seed", Long.toString(stream.seed()));
              ArrayNode path = entry.putArray("path");
              stream.path().forEach(step -> path.add(Long.toString(step)));
            });
    return out;
  }

  /**
   * Inputs as the key names them.
   *
   * @param planned the plan's inputs, where the operator sees their places
   */
  private static ArrayNode inputs(List<StepArtifact> inputs, @Nullable List<TaskInput> planned) {
    ArrayNode out = Parameters.MAPPER.createArrayNode();
    inputs.stream()
        .sorted(Comparator.comparing(StepArtifact::role).thenComparing(StepArtifact::ordinal))
        .forEach(
            input -> {
              ObjectNode entry =
                  out.addObject()
                      .put("role", input.role())
                      .put("ordinal", input.ordinal())
                      .put("digest", input.artifact().sha256());
              if (planned != null) {
                entry.set("place", place(TaskInput.place(planned, input.role(), input.ordinal())));
              }
            });
    return out;
  }

  /** What a place says, and nothing of what it leaves open. */
  private static ObjectNode place(Place place) {
    ObjectNode said = Parameters.MAPPER.createObjectNode();
    if (place.replicate() != null) {
      said.put("replicate", place.replicate());
    }
    if (place.arm() != null) {
      said.put("arm", place.arm());
    }
    if (place.draw() != null) {
      said.put("draw", place.draw());
    }
    if (place.round() != null) {
      said.put("round", place.round());
    }
    return said;
  }
}
