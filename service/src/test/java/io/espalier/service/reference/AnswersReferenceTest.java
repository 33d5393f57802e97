package io.espalier.service.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.service.Queries;
import io.espalier.service.answer.Json;
import io.espalier.service.query.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What scripts build on is written down, field by field. */
class AnswersReferenceTest {
  @Test
  void thePageIsUpToDate() throws IOException {
    assertThat(Files.readString(Path.of("../docs/answers.md")))
        .as("to write it anew: ./espalier reference --answers > docs/answers.md")
        .isEqualTo(AnswersReference.text());
  }

  @Test
  void anAnswerIsReadFromItsExampleAsItWas() throws IOException {
    for (Query<?> query : Queries.all()) {
      Object answer = Samples.of(query.type());
      String json = Json.write(answer);
      assertThat(new ObjectMapper().readTree(Json.write(Json.read(json, query.type()))))
          .as(query.name())
          .isEqualTo(new ObjectMapper().readTree(json));
    }
  }
}
