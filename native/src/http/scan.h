// Owns finding the next interesting byte in a range, 16 at a time where the machine can. Never reads outside
// [base, end): short tails are covered by a load that ends at `end`, or byte by byte.
#pragma once

#include <cstdint>
#include <cstring>

#include "http/chars.h"

#if defined(__SSE2__) && !defined(NEXUS_SCALAR_SCAN)
#define NEXUS_SSE2_SCAN 1
#include <emmintrin.h>
#endif

namespace nexus::http {

#ifdef NEXUS_SSE2_SCAN

inline __m128i loadBlock(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

inline uint32_t bitsOf(__m128i lanes) { return static_cast<uint32_t>(_mm_movemask_epi8(lanes)); }

// Control bytes but HTAB.
struct ValueStop {
  static constexpr uint8_t allowed = classValue;
  static uint32_t stops(__m128i block) {
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1f)), block);
    const __m128i tab = _mm_cmpeq_epi8(block, _mm_set1_epi8('\t'));
    const __m128i del = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f));
    return bitsOf(_mm_or_si128(_mm_andnot_si128(tab, low), del));
  }
};

// Everything outside 0x21-0x7e.
struct TargetStop {
  static constexpr uint8_t allowed = classTarget;
  static uint32_t stops(__m128i block) {
    const __m128i low = _mm_cmplt_epi8(block, _mm_set1_epi8(0x21));  // signed: 0x80-0xff too
    const __m128i del = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f));
    return bitsOf(_mm_or_si128(low, del));
  }
};

// The bytes of a target that say more than themselves.
struct MarkStop {
  static constexpr uint8_t allowed = classUnmarked;
  static uint32_t stops(__m128i block) {
    const __m128i query = _mm_cmpeq_epi8(block, _mm_set1_epi8('?'));
    const __m128i escape = _mm_cmpeq_epi8(block, _mm_set1_epi8('%'));
    const __m128i fragment = _mm_cmpeq_epi8(block, _mm_set1_epi8('#'));
    return bitsOf(_mm_or_si128(_mm_or_si128(query, escape), fragment));
  }
};

// Everything but letters, digits and '-': the usual names; the table decides about the rest.
struct NameStop {
  static constexpr uint8_t allowed = classToken;
  static uint32_t stops(__m128i block) {
    const __m128i letter = _mm_sub_epi8(_mm_or_si128(block, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    const __m128i digit = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    const __m128i isLetter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    const __m128i isDigit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    const __m128i isDash = _mm_cmpeq_epi8(block, _mm_set1_epi8('-'));
    return bitsOf(_mm_or_si128(_mm_or_si128(isLetter, isDigit), isDash)) ^ 0xffff;
  }
};

// First byte of [at, end) that `Stop` does not allow, or `end`. `base`: where the readable range starts.
// Three pointers and no struct: they stay in registers.
template <typename Stop>
inline const char* findStop(const char* base, const char* at, const char* end) {
  while (end - at >= 16) {
    if (const uint32_t stops = Stop::stops(loadBlock(at)); stops != 0) return at + __builtin_ctz(stops);
    at += 16;
  }
  if (at == end) return at;
  if (end - base >= 16) {
    const char* last = end - 16;
    const uint32_t stops = Stop::stops(loadBlock(last)) >> (at - last);
    return stops != 0 ? at + __builtin_ctz(stops) : end;
  }
  while (at < end && isClass(*at, Stop::allowed)) at++;
  return at;
}

#else

struct ValueStop {
  static constexpr uint8_t allowed = classValue;
};
struct TargetStop {
  static constexpr uint8_t allowed = classTarget;
};
struct MarkStop {
  static constexpr uint8_t allowed = classUnmarked;
};
struct NameStop {
  static constexpr uint8_t allowed = classToken;
};

template <typename Stop>
inline const char* findStop(const char*, const char* at, const char* end) {
  while (at < end && isClass(*at, Stop::allowed)) at++;
  return at;
}

#endif

inline const char* findValueEnd(const char* base, const char* at, const char* end) {
  return findStop<ValueStop>(base, at, end);
}

inline const char* findTargetEnd(const char* base, const char* at, const char* end) {
  return findStop<TargetStop>(base, at, end);
}

inline const char* findMark(const char* base, const char* at, const char* end) {
  return findStop<MarkStop>(base, at, end);
}

// First byte that is no tchar, or `end`.
inline const char* findNameEnd(const char* base, const char* at, const char* end) {
  at = findStop<NameStop>(base, at, end);
  if (at == end || *at == ':') return at;
  while (at < end && isClass(*at, classToken)) at++;
  return at;
}

}  // namespace nexus::http
