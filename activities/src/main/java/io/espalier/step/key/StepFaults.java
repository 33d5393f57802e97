package io.espalier.step.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.KnownFault;
import io.espalier.dag.Task;
import io.espalier.step.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known to be wrong with recorded steps: their keys say which versions they ran under. */
public final class StepFaults {
  private StepFaults() {}

  /**
   * A known fault of a step.
   *
   * @param of what had it, as {@link Catalog#id} writes it
   * @param version the version that the step ran under
   * @param text one sentence for people
   */
  public record Fault(String of, int version, String text) {}

  /**
   * The known faults of a step.
   *
   * @param keyJson the key material as {@link StepKey#json} writes it
   * @throws IllegalArgumentException when it is not JSON
   */
  public static List<Fault> of(Catalog catalog, String keyJson) {
    List<Fault> faults = new ArrayList<>();
    versions(keyJson)
        .forEach(
            (id, version) ->
                knownFaults(catalog, id).stream()
                    .filter(fault -> version <= fault.lastVersion())
                    .forEach(fault -> faults.add(new Fault(id, version, fault.text()))));
    return faults;
  }

  /** Whether a task names anything with a known fault, so that its step is worth a look. */
  public static boolean mayHave(Catalog catalog, Task task) {
    List<String> ids = new ArrayList<>(StepKey.mentioned(catalog, task.parameters()));
    ids.add("operator/" + task.operator());
    catalog.all(ExecutorDescriptor.class).forEach(executor -> ids.add(Catalog.id(executor)));
    return ids.stream().anyMatch(id -> !knownFaults(catalog, id).isEmpty());
  }

  private static List<KnownFault> knownFaults(Catalog catalog, String id) {
    return StepKey.find(catalog, id).map(Descriptor::knownFaults).orElse(List.of());
  }

  private static SortedMap<String, Integer> versions(String keyJson) {
    JsonNode key;
    try {
      key = Parameters.MAPPER.readTree(keyJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not key material: " + e.getOriginalMessage(), e);
    }
    SortedMap<String, Integer> versions = new TreeMap<>();
    versions.put("operator/" + key.path("operator").asText(), key.path("operatorVersion").asInt());
    if (key.has("executor")) {
      // The first version of an executor leaves no trace in a key.
      versions.put("executor/" + key.path("executor").asText(), 1);
    }
    key.path("versions")
        .properties()
        .forEach(entry -> versions.put(entry.getKey(), entry.getValue().asInt()));
    return versions;
  }
}
