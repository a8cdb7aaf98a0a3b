#include "textflag.h"

// func narrowASCII(to, raw []byte) int
TEXT ·narrowASCII(SB), NOSPLIT, $0-56
	MOVQ to_base+0(FP), DI
	MOVQ raw_base+24(FP), SI
	MOVQ raw_len+32(FP), CX
	SHRQ $5, CX        // how many times 16 characters
	PCMPEQW X3, X3
	PSLLW $7, X3       // FF80 for each character: the bits that ASCII has not
	PXOR X4, X4
	XORQ AX, AX

next:
	TESTQ CX, CX
	JZ done
	MOVOU (SI), X0
	MOVOU 16(SI), X1
	MOVO X0, X2
	POR X1, X2
	PAND X3, X2
	PCMPEQB X4, X2     // all bytes are FF where no such bit is set
	PMOVMSKB X2, DX
	CMPL DX, $0xFFFF
	JNE done
	PACKUSWB X1, X0    // the low bytes of both
	MOVOU X0, (DI)
	ADDQ $32, SI
	ADDQ $16, DI
	ADDQ $16, AX
	DECQ CX
	JMP next

done:
	MOVQ AX, ret+48(FP)
	RET
