/** Set-up cannot go on: what is missing, and what to do about it. */
export class SetupFailure extends Error {
  /**
   * @param {string} missing - the missing piece, in one line
   * @param {string} remedy - what the reader can do
   * @param {string} [detail] - the end of the output of the command that failed
   */
  constructor(missing, remedy, detail = '') {
    super(missing);
    this.name = 'SetupFailure';
    this.remedy = remedy;
    this.detail = detail;
  }
}
