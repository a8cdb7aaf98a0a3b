#include "textflag.h"

DATA eachQuote<>+0(SB)/8, $0x2222222222222222
DATA eachQuote<>+8(SB)/8, $0x2222222222222222
GLOBL eachQuote<>(SB), RODATA|NOPTR, $16
DATA eachBackslash<>+0(SB)/8, $0x5C5C5C5C5C5C5C5C
DATA eachBackslash<>+8(SB)/8, $0x5C5C5C5C5C5C5C5C
GLOBL eachBackslash<>(SB), RODATA|NOPTR, $16
DATA eachBlank<>+0(SB)/8, $0x2020202020202020
DATA eachBlank<>+8(SB)/8, $0x2020202020202020
GLOBL eachBlank<>(SB), RODATA|NOPTR, $16
DATA eachLetter<>+0(SB)/8, $0x7A7A7A7A7A7A7A7A
DATA eachLetter<>+8(SB)/8, $0x7A7A7A7A7A7A7A7A
GLOBL eachLetter<>(SB), RODATA|NOPTR, $16

// MARK marks the 16 bytes at a place of a chunk, by two bytes of each word.
#define MARK(from, to) \
	MOVOU from(SI), X0 \
	MOVO X0, X1 \
	PCMPEQB X8, X1 \  // quotes
	MOVO X0, X2 \
	PCMPEQB X9, X2 \  // backslashes
	MOVO X10, X3 \
	PCMPGTB X0, X3 \  // blank is greater: controls, and beyond ASCII, as bytes have a sign here
	POR X10, X0 \     // [ becomes {, and ] becomes }
	PCMPGTB X11, X0 \ // greater than z
	POR X1, X2 \
	POR X2, X3 \      // all that ends a plain text
	PMOVMSKB X3, R8 \
	PMOVMSKB X1, R9 \
	PMOVMSKB X0, R10 \
	MOVW R8, (0+to)(DI) \
	MOVW R9, (8+to)(DI) \
	MOVW R10, (16+to)(DI)

// func markChunks(text []byte, to []textMarks)
TEXT ·markChunks(SB), NOSPLIT, $0-48
	MOVQ text_base+0(FP), SI
	MOVQ text_len+8(FP), CX
	MOVQ to_base+24(FP), DI
	MOVQ to_len+32(FP), DX
	SHRQ $6, CX
	CMPQ CX, DX
	JLE fits
	MOVQ DX, CX
fits:
	MOVOU eachQuote<>(SB), X8
	MOVOU eachBackslash<>(SB), X9
	MOVOU eachBlank<>(SB), X10
	MOVOU eachLetter<>(SB), X11

next:
	DECQ CX
	JLT done
	MARK(0, 0)
	MARK(16, 2)
	MARK(32, 4)
	MARK(48, 6)
	ADDQ $64, SI
	ADDQ $24, DI
	JMP next

done:
	RET

// func markThree(text []byte, a, b, c uint64, to []byte)
TEXT ·markThree(SB), NOSPLIT, $0-72
	MOVQ text_base+0(FP), SI
	MOVQ text_len+8(FP), CX
	MOVQ a+24(FP), X8
	MOVQ b+32(FP), X9
	MOVQ c+40(FP), X10
	MOVQ to_base+48(FP), DI
	MOVQ to_len+56(FP), DX
	PUNPCKLQDQ X8, X8  // 16 of each
	PUNPCKLQDQ X9, X9
	PUNPCKLQDQ X10, X10
	SHRQ $4, CX
	SHRQ $1, DX
	CMPQ CX, DX
	JLE next
	MOVQ DX, CX

next:
	DECQ CX
	JLT done
	MOVOU (SI), X0
	MOVO X0, X1
	MOVO X0, X2
	PCMPEQB X8, X0
	PCMPEQB X9, X1
	PCMPEQB X10, X2
	POR X1, X0
	POR X2, X0
	PMOVMSKB X0, R8
	MOVW R8, (DI)
	ADDQ $16, SI
	ADDQ $2, DI
	JMP next

done:
	RET
