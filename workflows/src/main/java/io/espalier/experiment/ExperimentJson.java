package io.espalier.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.experiment.read.RecordJson;

/** Writes an experiment out with every value, under the keys of the file. */
public final class ExperimentJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          // Double.toString differs between Java versions, Jackson's own writer does not.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ExperimentJson() {}

  /** The stored configuration; loading it again gives an equal experiment. */
  public static ObjectNode of(Experiment experiment) {
    return RecordJson.of(experiment);
  }

  /** The same as indented UTF-8 text, the keys and arms in the order of the file. */
  public static byte[] bytes(Experiment experiment) {
    try {
      return MAPPER.writeValueAsBytes(of(experiment));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
