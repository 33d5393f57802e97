package io.espalier.step.key;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.step.CanonicalJson;
import io.espalier.step.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where two step keys differ. */
public final class KeyDiff {
  private KeyDiff() {}

  /**
   * One difference.
   *
   * @param path where in the key material: {@code parameters.batch}, {@code inputs.mask[0]}, {@code
   *     streams.order}
   * @param left JSON of the first key's value, null where it has none (a parameter at its default)
   * @param right the same for the second key
   */
  public record Difference(String path, @Nullable String left, @Nullable String right) {}

  /**
   * All differences between two key materials as {@link StepKey#json} writes them, by path.
   *
   * @throws IllegalArgumentException when one of them is not JSON
   */
  public static List<Difference> between(String left, String right) {
    Map<String, String> first = leaves(left);
    Map<String, String> second = leaves(right);
    TreeSet<String> paths = new TreeSet<>(first.keySet());
    paths.addAll(second.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String path : paths) {
      String was = first.get(path);
      String is = second.get(path);
      if (was == null || !was.equals(is)) {
        differences.add(new Difference(path, was, is));
      }
    }
    return differences;
  }

  private static Map<String, String> leaves(String json) {
    Map<String, String> leaves = new TreeMap<>();
    try {
      collect("", Parameters.MAPPER.readTree(json), leaves);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not key material: " + e.getOriginalMessage(), e);
    }
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject() && !node.isEmpty()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties()
          .forEach(member -> collect(prefix + member.getKey(), member.getValue(), leaves));
    } else if (path.equals("inputs")) {
      for (JsonNode input : node) {
        String role = input.path("role").asText() + "[" + input.path("ordinal").asInt() + "]";
        leaves.put("inputs." + role, CanonicalJson.write(input.path("digest")));
      }
    } else if (path.equals("streams")) {
      for (JsonNode stream : node) {
        String text = "seed " + stream.path("seed").asText() + " path " + stream.path("path");
        leaves.put("streams." + stream.path("purpose").asText(), text);
      }
    } else if (!node.isObject()) {
      leaves.put(path, CanonicalJson.write(node));
    }
  }
}
