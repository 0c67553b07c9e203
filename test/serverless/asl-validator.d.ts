declare module 'asl-validator' {
  interface Verdict {
    isValid: boolean
    errorsText?: () => string
  }
  export default function validate(
    definition: unknown,
    options: { checkPaths: boolean; checkArn: boolean },
  ): Verdict
}
