#include "ferry/wire/internal/blink_names.h"

namespace ferry::wire::internal {

BlinkNames ColorSpaceNames() {
  // The first one is what Chromium before 65 wrote.
  static constexpr absl::string_view kNames[] = {
      "srgb",        "srgb",       "rec2020",    "display-p3",
      "rec2100-hlg", "rec2100-pq", "srgb-linear"};
  return kNames;
}

BlinkNames AlgorithmNames() {
  static constexpr absl::string_view kNames[] = {"",
                                                 "AES-CBC",
                                                 "HMAC",
                                                 "RSASSA-PKCS1-v1_5",
                                                 "",
                                                 "SHA-1",
                                                 "SHA-256",
                                                 "SHA-384",
                                                 "SHA-512",
                                                 "AES-GCM",
                                                 "RSA-OAEP",
                                                 "AES-CTR",
                                                 "AES-KW",
                                                 "RSA-PSS",
                                                 "ECDSA",
                                                 "ECDH",
                                                 "HKDF",
                                                 "PBKDF2",
                                                 "Ed25519",
                                                 "X25519",
                                                 "ChaCha20-Poly1305",
                                                 "ML-DSA-44",
                                                 "ML-DSA-65",
                                                 "ML-DSA-87",
                                                 "ML-KEM-768",
                                                 "ML-KEM-1024"};
  return kNames;
}

BlinkNames KeyTypeNames() {
  static constexpr absl::string_view kNames[] = {"", "public", "private",
                                                 "secret"};
  return kNames;
}

BlinkNames CurveNames() {
  static constexpr absl::string_view kNames[] = {"", "P-256", "P-384", "P-521"};
  return kNames;
}

BlinkNames UsageNames() {
  static constexpr absl::string_view kNames[] = {"",
                                                 "encrypt",
                                                 "decrypt",
                                                 "sign",
                                                 "verify",
                                                 "deriveKey",
                                                 "wrapKey",
                                                 "unwrapKey",
                                                 "deriveBits",
                                                 "encapsulateKey",
                                                 "encapsulateBits",
                                                 "decapsulateKey",
                                                 "decapsulateBits"};
  return kNames;
}

}  // namespace ferry::wire::internal
