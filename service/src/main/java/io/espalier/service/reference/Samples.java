package io.espalier.service.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.espalier.service.answer.Shown;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.step.AttemptState;
import io.espalier.store.task.Disposition;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Instances of answers as they may be, for the examples of the reference. */
final class Samples {
  private static final String DIGEST =
      "3fa9c2d0b87e4c1a95f6e0d2718b43ac6f9e21d05b7c83af14e6d9025b7a8c31";

  /**
   * By name of the field, with that of the record before it where one name means several things.
   */
  private static final Map<String, Object> FIELDS = new HashMap<>();

  static {
    FIELDS.put("runId", "quickstart-20261122-101500");
    FIELDS.put("dagId", "quickstart");
    FIELDS.put("taskId", "r1.ticket.01.train");
    FIELDS.put("operator", "train");
    FIELDS.put("arm", "ticket");
    FIELDS.put("replicate", 1);
    FIELDS.put("draw", 1);
    FIELDS.put("round", 1);
    FIELDS.put("ordinal", 0);
    FIELDS.put("mapIndex", -1);
    FIELDS.put("home", "/home/ada/.espalier");
    FIELDS.put("pid", 4711L);
    FIELDS.put("command", "espalier run configs/experiments/quickstart.yaml");
    FIELDS.put("seq", 57L);
    FIELDS.put("cursor", "57");
    FIELDS.put("upstream", List.of("r1.ticket.01.prune"));
    FIELDS.put("Wait.tasks", List.of("r1.ticket.01.train"));
    FIELDS.put("waitsFor", "disk");
    FIELDS.put("counts", Map.of("EXECUTED", 12));
    FIELDS.put("Steps.executed", 12);
    FIELDS.put("Steps.cached", 3);
    FIELDS.put("failed", 0);
    FIELDS.put("tryNumber", 1);
    FIELDS.put("progress", 0.42);
    FIELDS.put("density", 0.8);
    FIELDS.put("leftDensity", 0.8);
    FIELDS.put("rightDensity", 0.8);
    FIELDS.put("fraction", 0.8);
    FIELDS.put("seconds", 12.5);
    FIELDS.put("by", "multiply_adds");
    FIELDS.put("otherArm", "longer");
    FIELDS.put("uncounted", List.of());
    FIELDS.put("denseMultiplyAdds", 71_874_000_000L);
    FIELDS.put("multiplyAdds", 57_508_200_000L);
    FIELDS.put("otherTestAccuracy", 0.9718);
    FIELDS.put("value", 0.31);
    FIELDS.put("Xcom.value", JsonNodeFactory.instance.numberNode(7));
    FIELDS.put("validationAccuracy", 0.9731);
    FIELDS.put("testAccuracy", 0.9742);
    FIELDS.put("leftTestAccuracy", 0.9742);
    FIELDS.put("rightTestAccuracy", 0.9718);
    FIELDS.put("role", "weights");
    FIELDS.put("Edge.from", DIGEST);
    FIELDS.put("Edge.to", "step:" + DIGEST);
    FIELDS.put("Node.kind", "artifact");
    FIELDS.put("Item.kind", "checkpoint");
    FIELDS.put("label", "weights, 1.1 MB");
    FIELDS.put("artifact", DIGEST);
    FIELDS.put("Other.step", DIGEST);
    FIELDS.put("id", DIGEST);
    FIELDS.put("path", "/home/ada/.espalier/objects/sha256/3f/3fa9c2d0…");
    FIELDS.put("Difference.path", "parameters.batch");
    FIELDS.put("Difference.left", "60");
    FIELDS.put("Difference.right", "120");
    FIELDS.put("files", Map.of("mask.safetensors", DIGEST));
    FIELDS.put("paths", Map.of(DIGEST, "/home/ada/.espalier/objects/sha256/3f/3fa9c2d0…"));
    FIELDS.put("card", JsonNodeFactory.instance.objectNode().put("run_id", "quickstart-…"));
    FIELDS.put("params", JsonNodeFactory.instance.objectNode().put("times", 3));
    FIELDS.put("anchors", List.of("quickstart-20261122-101500:57:9c0d…"));
    FIELDS.put("altered", List.of());
    FIELDS.put("problems", List.of());
    FIELDS.put("KnownFaultAnswer.steps", List.of(DIGEST));
    FIELDS.put("of", "criterion/grasp");
    FIELDS.put("Item.why", "unreferenced");
    FIELDS.put("Item.name", DIGEST);
    FIELDS.put("Set.name", "mnist");
    FIELDS.put("shape", List.of(1, 28, 28));
    FIELDS.put("verdict", "ok");
    FIELDS.put("about", "java");
    FIELDS.put("found", "17.0.19");
    FIELDS.put("metric", "loss");
    FIELDS.put("tensor", "fc1");
    FIELDS.put("network", "lenet-300-100");
    FIELDS.put("dataSet", "mnist");
    FIELDS.put("configuration", "{…}");
    FIELDS.put("report", "/home/ada/.espalier/reports/quickstart-20261122-101500/report.html");
    FIELDS.put("key", "return_value");
    FIELDS.put("columns", List.of("arm", "accuracy"));
    FIELDS.put("SqlAnswer.rows", List.of(List.of("ticket", 0.9742)));
    FIELDS.put("more", false);
    FIELDS.put("unit", "");
    FIELDS.put("note", "");
    FIELDS.put("kind", "mask_similarity");
    FIELDS.put("pairs", "arms");
    // Null where the rest of the example says so.
    for (String none :
        List.of(
            "reason",
            "failure",
            "mend",
            "next",
            "nextTryAt",
            "parameters",
            "Run.endedAt",
            "ShowAnswer.endedAt",
            "TaskLine.text")) {
      FIELDS.put(none, Missing.VALUE);
    }
  }

  private enum Missing {
    VALUE
  }

  private Samples() {}

  /** An instance of a record. */
  static Object of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(type, components[i]);
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + ": no example can be made", e);
    }
  }

  private static @Nullable Object value(Class<?> owner, RecordComponent component) {
    String name = component.getName();
    Object special = FIELDS.get(owner.getSimpleName() + "." + name);
    Object sample = special == null ? FIELDS.get(name) : special;
    if (sample == Missing.VALUE) {
      return null;
    }
    if (sample != null && fits(sample, component.getType())) {
      return number(sample, component.getType());
    }
    return byType(component.getGenericType());
  }

  private static boolean fits(Object sample, Class<?> type) {
    return type.isInstance(sample)
        || (sample instanceof Number
            && (type.isPrimitive() || Number.class.isAssignableFrom(type)));
  }

  private static Object number(Object sample, Class<?> type) {
    if (sample instanceof Number number && !type.isInstance(sample)) {
      return type == int.class || type == Integer.class
          ? number.intValue()
          : type == long.class || type == Long.class
              ? (Object) number.longValue()
              : (Object) number.doubleValue();
    }
    return sample;
  }

  private static Object byType(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? List.of(byType(generic.getActualTypeArguments()[0]))
          : Map.of();
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return of(plain);
    }
    Map<Class<?>, Object> values =
        Map.ofEntries(
            Map.entry(String.class, "…"),
            Map.entry(boolean.class, true),
            Map.entry(int.class, 1),
            Map.entry(Integer.class, 1),
            Map.entry(long.class, 100L),
            Map.entry(Long.class, 100L),
            Map.entry(double.class, 0.5),
            Map.entry(Double.class, 0.5),
            Map.entry(Instant.class, Instant.parse("2026-11-22T10:15:00.123456Z")),
            Map.entry(JsonNode.class, JsonNodeFactory.instance.objectNode()),
            Map.entry(RunState.class, RunState.RUNNING),
            Map.entry(TaskState.class, TaskState.SUCCESS),
            Map.entry(Shown.class, Shown.EXECUTED),
            Map.entry(AttemptState.class, AttemptState.WON),
            Map.entry(Disposition.class, Disposition.EXECUTED));
    Object value = plain.isEnum() ? plain.getEnumConstants()[0] : null;
    value = values.getOrDefault(plain, value);
    if (value == null) {
      throw new IllegalStateException(plain + ": no example is known");
    }
    return value;
  }
}
