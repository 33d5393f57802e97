package io.espalier.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The result of another task, or one key of it: JSON, never null. Read strictly, so that a text is
 * no number and a fraction no whole number.
 *
 * @param name under which it was asked for
 * @param taskId the task that gave it, with the map index of an instance
 * @param json the value
 */
public record Xcom(String name, String taskId, JsonNode json) {
  /** A text. */
  public String text() {
    return require(json.isTextual(), "a text").textValue();
  }

  /** A number. */
  public double number() {
    return require(json.isNumber(), "a number").doubleValue();
  }

  /** A whole number between −2⁶³ and 2⁶³ − 1. */
  public long integer() {
    return require(json.isIntegralNumber() && json.canConvertToLong(), "a whole number")
        .longValue();
  }

  /** True or false. */
  public boolean flag() {
    return require(json.isBoolean(), "true or false").booleanValue();
  }

  /** A record, or whatever else JSON is read as. */
  public <T> T as(Class<T> type) {
    return read(() -> Parameters.MAPPER.treeToValue(json, type), type.getSimpleName());
  }

  /** A list of records, or of whatever else JSON is read as. */
  public <T> List<T> list(Class<T> type) {
    return read(
        () -> Parameters.MAPPER.readerForListOf(type).<List<T>>readValue(json),
        "a list of " + type.getSimpleName());
  }

  private <T> T read(Callable<T> reading, String expected) {
    try {
      return reading.call();
    } catch (JsonProcessingException e) {
      throw unfit(expected + "; " + e.getOriginalMessage());
    } catch (Exception e) {
      throw new IllegalStateException("xcom " + name, e);
    }
  }

  private JsonNode require(boolean fits, String expected) {
    if (!fits) {
      throw unfit(expected);
    }
    return json;
  }

  private FatalTaskException unfit(String expected) {
    String shown = json.toString();
    return new FatalTaskException(
        String.format(
            "xcom %s of task %s: %s (expected: %s)",
            name, taskId, shown.length() <= 80 ? shown : shown.substring(0, 80) + "…", expected));
  }
}
