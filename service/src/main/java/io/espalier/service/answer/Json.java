package io.espalier.service.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;

/**
 * The answers as JSON: keys in snake_case, times in ISO-8601, non-finite numbers as null, and a key
 * for every component even where it is null.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteOrNull())
                  .addSerializer(double.class, new FiniteOrNull())
                  .addSerializer(Instant.class, text(Instant.class, Instant::toString))
                  .addDeserializer(Instant.class, parsed(Instant.class, Instant::parse))
                  .addSerializer(TaskState.class, text(TaskState.class, TaskState::id))
                  .addDeserializer(TaskState.class, parsed(TaskState.class, TaskState::of))
                  .addSerializer(RunState.class, text(RunState.class, RunState::id))
                  .addDeserializer(RunState.class, parsed(RunState.class, RunState::of))
                  .addSerializer(Shown.class, text(Shown.class, Shown::text))
                  .addDeserializer(Shown.class, parsed(Shown.class, Shown::of)))
          .build();

  private Json() {}

  /** The answer as indented JSON. */
  public static String write(Object answer) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e, e);
    }
  }

  private static final class FiniteOrNull extends StdSerializer<Double> {
    FiniteOrNull() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  private static <T> StdSerializer<T> text(Class<T> type, Function<T, String> text) {
    return new StdSerializer<>(type) {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        out.writeString(text.apply(value));
      }
    };
  }

  private static <T> StdDeserializer<T> parsed(Class<T> type, Function<String, T> value) {
    return new StdDeserializer<>(type) {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return value.apply(in.getText());
      }
    };
  }
}
