package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.owner.Signatures.Signed;
import org.junit.jupiter.api.Test;

class SignaturesTest {
  private static final String SECRET = "00112233445566778899aabbccddeeff".repeat(2);

  private final Signatures signatures = new Signatures(SECRET);
  private final Signed request = signatures.sign("GET", "/v1/show?run=a", 1_000);

  @Test
  void aRequestIsKnownAfterItsWayThroughAField() {
    Signed parsed = Signed.parse(request.field()).orElseThrow();
    assertThat(parsed).isEqualTo(request);
    assertThat(signatures.genuine(parsed, "GET", "/v1/show?run=a")).isTrue();
    assertThat(Signed.parse(null)).isEmpty();
    assertThat(Signed.parse("Bearer " + SECRET)).isEmpty();
    assertThat(Signed.parse(request.field() + " ")).isEmpty();
  }

  @Test
  void everyPartOfARequestIsSigned() {
    String nonce = request.nonce();
    String signature = request.signature();
    assertThat(signatures.genuine(request, "POST", "/v1/show?run=a")).isFalse();
    assertThat(signatures.genuine(request, "GET", "/v1/show?run=b")).isFalse();
    assertThat(signatures.genuine(new Signed(1_001, nonce, signature), "GET", "/v1/show?run=a"))
        .isFalse();
    assertThat(
            signatures.genuine(
                new Signed(1_000, "0".repeat(32), signature), "GET", "/v1/show?run=a"))
        .isFalse();
    assertThat(new Signatures(Signatures.newSecret()).genuine(request, "GET", "/v1/show?run=a"))
        .isFalse();
  }

  @Test
  void everyPartOfAnAnswerIsSignedAndSoIsWhatItAnswers() {
    String signature = signatures.answer(request, 200, "{}");
    Signed same = signatures.sign("GET", "/v1/show?run=a", 1_000);
    assertThat(signatures.genuine(request, 200, "{}", signature)).isTrue();
    assertThat(signatures.genuine(request, 200, "{ }", signature)).isFalse();
    assertThat(signatures.genuine(request, 422, "{}", signature)).isFalse();
    assertThat(signatures.genuine(request, 200, "{}", null)).isFalse();
    assertThat(signatures.genuine(same, 200, "{}", signature)).as("asked again").isFalse();
    assertThat(signatures.genuine(request, 200, "{}", request.signature())).isFalse();
  }

  @Test
  void secretsAndNumbersAreNeverTheSame() {
    assertThat(Signatures.newSecret()).hasSize(64).isNotEqualTo(Signatures.newSecret());
    assertThat(request.nonce()).isNotEqualTo(signatures.sign("GET", "/", 1_000).nonce());
  }
}
