/* Verifier keys (C2SP signed-note): "NAME+HEX(key hash)+BASE64(type ‖ Ed25519 key)", the one form
 * in which keys of ledgers and of witnesses are told. Private to trust/; any thread may call it. */
#ifndef SHANGJI_TRUST_VKEY_H
#define SHANGJI_TRUST_VKEY_H

#include "trust/checkpoint.h"
#include "trust/note.h"

void sj_vkey_format(struct sj_bytes name, uint8_t type, const struct sj_public_key *key,
                    char text[static SJ_VKEY_TEXT]);
/* False where the parts do not fit together, the type is another, or the key is not fit to be
 * enrolled. Whether the name will do is the caller's business; it points into the text. */
bool sj_vkey_parse(struct sj_bytes text, uint8_t type, struct sj_bytes *name,
                   struct sj_public_key *key) SJ_WARN_UNUSED;

#endif
